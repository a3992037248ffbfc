package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An embeddings service with the interface of OpenAI's {@code POST /v1/embeddings}, which Ollama,
 * TEI, vLLM and many others offer. Vectors are scaled to length 1. A request that is refused for
 * its size is halved, down to one text. How long a text may be only the service knows: some refuse
 * what is too long, others cut it and do not say so.
 */
public final class HttpEncoder implements Encoder {
  private static final int CHECKED_REQUESTS = 4;
  private static final int CHECKED_TEXTS = 64;

  private final HttpEncoderOptions options;
  private final ServiceClient client;
  private final int dimension;
  private final EncoderFingerprint fingerprint;
  private volatile int batch;
  private volatile boolean saysFormat = true;

  /**
   * Connects, and encodes the probe texts to learn the dimension.
   *
   * @throws IOException if the service cannot be reached or refuses
   */
  public HttpEncoder(HttpEncoderOptions options) throws IOException {
    this.options = options;
    this.batch = options.batch();
    this.client = new ServiceClient(options);
    try {
      float[][] probes = requests(Probes.TEXTS, OptionalInt.empty()).toArray(float[][]::new);
      if (Arrays.stream(probes).allMatch(vector -> Arrays.equals(vector, probes[0]))) {
        throw new IOException(
            options.address() + " gives one and the same vector for different texts");
      }
      this.dimension = probes[0].length;
      this.fingerprint = Probes.fingerprint(name(), "", probes);
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return options.model() + " at " + options.address().host();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public EncoderFingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * Encodes some requests' worth of texts at a time and one probe text with them. If that has
   * another vector than at first, another model answers by now: nothing of it is handed on.
   */
  @Override
  public void encode(List<String> texts, Sink sink) throws IOException {
    for (int start = 0; start < texts.size(); ) {
      int most = Math.max(CHECKED_REQUESTS * batch, CHECKED_TEXTS) - 1;
      List<String> group = texts.subList(start, Math.min(texts.size(), start + most));
      List<String> asked = new ArrayList<>(group);
      asked.add(Probes.TEXTS.get(0));
      List<float[]> vectors = requests(asked, OptionalInt.of(dimension));
      requireTheSameModel(vectors.get(group.size()));
      for (int i = 0; i < group.size(); i++) {
        sink.accept(start + i, vectors.get(i));
      }
      start += group.size();
    }
  }

  private void requireTheSameModel(float[] vector) throws IOException {
    EncoderFingerprint.ProbeText probe =
        EncoderFingerprint.ProbeText.of(Probes.TEXTS.get(0), vector);
    EncoderFingerprint now = new EncoderFingerprint(name(), "", List.of(probe));
    Optional<String> difference = fingerprint.differenceFrom(now);
    if (difference.isPresent()) {
      throw new IOException(
          "%s answers with another model than at first: %s; start again when it is one and the same"
              .formatted(options.address(), difference.get()));
    }
  }

  private List<float[]> requests(List<String> texts, OptionalInt expected) throws IOException {
    List<float[]> vectors = new ArrayList<>(texts.size());
    while (vectors.size() < texts.size()) {
      int from = vectors.size();
      List<String> some = texts.subList(from, Math.min(texts.size(), from + batch));
      vectors.addAll(Arrays.asList(request(some, expected)));
    }
    return vectors;
  }

  /** The vectors of a few texts. No message holds a secret, whatever the service repeats in it. */
  private float[][] request(List<String> texts, OptionalInt expected) throws IOException {
    try {
      float[][] vectors = halving(texts);
      for (int i = 0; i < vectors.length; i++) {
        int right = expected.orElse(vectors[0].length);
        if (vectors[i].length != right) {
          throw new IOException(
              "%s gave a vector of %d numbers after ones of %d, for the text %s"
                  .formatted(
                      options.address(),
                      vectors[i].length,
                      right,
                      EmbeddingAnswer.shown(texts.get(i))));
        }
      }
      return vectors;
    } catch (IOException e) {
      throw new IOException(options.withoutSecrets(String.valueOf(e.getMessage())));
    }
  }

  private float[][] halving(List<String> texts) throws IOException {
    try {
      return once(texts);
    } catch (ServiceRefusal refusal) {
      if (!refusal.mayBeSize()) {
        throw refusal;
      }
      if (texts.size() == 1) {
        throw new IOException(refusal.getMessage() + alone(texts.get(0)));
      }
      int half = texts.size() / 2;
      if (refusal.isOfTheNumber()) {
        batch = Math.min(batch, half);
      }
      float[][] vectors = Arrays.copyOf(halving(texts.subList(0, half)), texts.size());
      float[][] rest = halving(texts.subList(half, texts.size()));
      System.arraycopy(rest, 0, vectors, half, rest.length);
      return vectors;
    }
  }

  private static String alone(String text) {
    return Probes.TEXTS.contains(text)
        ? "; the name of the model (%s) may be wrong".formatted(Setting.ENCODER_MODEL)
        : "; it refuses the text %s even alone: it may be too long, see %s"
            .formatted(EmbeddingAnswer.shown(text), Setting.CHUNK_CHARS);
  }

  private float[][] once(List<String> texts) throws IOException {
    try {
      return post(texts);
    } catch (ServiceRefusal refusal) {
      if (!saysFormat || !refusal.isOfTheFormat()) {
        throw refusal;
      }
      saysFormat = false;
      return post(texts);
    }
  }

  private float[][] post(List<String> texts) throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", options.model());
    texts.forEach(body.putArray("input")::add);
    if (saysFormat) {
      body.put("encoding_format", "float");
    }
    byte[] answer = client.post(body.toString(), texts.size());
    return EmbeddingAnswer.vectors(answer, texts, options.address().toString());
  }

  @Override
  public void close() {
    client.close();
  }
}
