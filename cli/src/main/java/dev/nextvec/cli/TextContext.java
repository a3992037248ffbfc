package dev.nextvec.cli;

import dev.nextvec.internal.workflow.Contexts;
import dev.nextvec.model.Model;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.Corpus;
import dev.nextvec.text.DocumentReader;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.SourceDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The end of a text as a context, cut and encoded as {@code data encode} does it. */
record TextContext(EncoderOptions encoder, Chunker chunker) {

  /**
   * Reads one document.
   *
   * @param file {@code -} is plain text from {@code in}
   */
  Contexts read(Model model, String file, InputStream in) throws IOException {
    List<String> chunks = file.equals("-") ? ofStream(in) : ofFile(file);
    Contexts.requireEnough(model, chunks.size(), "chunks of text in " + file);
    List<String> last = chunks.subList(chunks.size() - model.contextLength(), chunks.size());
    try (Encoder open = encoder.open()) {
      model.requireEncoder(open.fingerprint());
      float[][] vectors = open.encode(last);
      return Contexts.last(model, Arrays.asList(vectors), "chunks", open.fingerprint());
    }
  }

  private List<String> ofStream(InputStream in) throws IOException {
    Path folder = Files.createTempDirectory("nextvec-predict");
    Path file = folder.resolve("standard-input.txt");
    try {
      Files.copy(in, file);
      return ofFile(file.toString());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private List<String> ofFile(String file) throws IOException {
    List<List<String>> documents = new ArrayList<>();
    try (DocumentReader reader = Corpus.find(List.of(file)).read()) {
      for (Optional<SourceDocument> next = reader.next();
          next.isPresent() && documents.size() < 2;
          next = reader.next()) {
        documents.add(chunker.chunks(next.get()));
      }
    }
    if (documents.size() > 1) {
      throw new IllegalArgumentException(
          file + " holds several documents: a prediction follows one; give that alone");
    }
    return documents.isEmpty() ? List.of() : documents.getFirst();
  }
}
