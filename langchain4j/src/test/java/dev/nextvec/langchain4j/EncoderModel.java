package dev.nextvec.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The default encoder as an embedding model. */
record EncoderModel(Optional<Encoder> encoder) implements EmbeddingModel, AutoCloseable {
  static EncoderModel none() {
    return new EncoderModel(Optional.empty());
  }

  static EncoderModel open() throws IOException {
    return new EncoderModel(Optional.of(DefaultEncoder.open(2)));
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    try {
      float[][] vectors =
          encoder.orElseThrow().encode(segments.stream().map(TextSegment::text).toList());
      return Response.from(Arrays.stream(vectors).map(Embedding::from).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    encoder.ifPresent(Encoder::close);
  }
}
