package dev.nextvec.text;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"data": [{"index", "embedding": [numbers]}]}}: one vector for each text, each
 * number there. Whatever else it may be, it is refused with the text and the component named.
 */
final class EmbeddingAnswer {
  private static final int SHOWN = 60;

  private final JsonValue answer;
  private final List<String> texts;

  private EmbeddingAnswer(JsonValue answer, List<String> texts) {
    this.answer = answer;
    this.texts = texts;
  }

  /**
   * The vectors of some texts in their order, each of length 1.
   *
   * @param where the service, for messages
   */
  static float[][] vectors(byte[] body, List<String> texts, String where) throws IOException {
    JsonValue answer = JsonValue.parse(body, where + " answered, but the answer");
    return new EmbeddingAnswer(new JsonValue(answer.node(), where, ""), texts).vectors();
  }

  private float[][] vectors() throws IOException {
    requireForm();
    List<JsonValue> data = answer.field("data").items();
    if (data.size() != texts.size()) {
      throw new IOException(
          "%s gave %d embeddings for %d texts"
              .formatted(answer.where(), data.size(), texts.size()));
    }
    float[] @Nullable [] vectors = new float[texts.size()][];
    for (JsonValue item : data) {
      JsonValue position = item.field("index");
      int index = (int) position.wholeNumber(0, texts.size() - 1L);
      if (vectors[index] != null) {
        throw position.refused("be given once");
      }
      vectors[index] = vector(item, texts.get(index));
    }
    return vectors;
  }

  /** Says what it is where it is a well-known other thing. */
  private void requireForm() throws IOException {
    String hint = "";
    if (answer.node().isArray()) {
      hint =
          "a list, not an object: give the URL of the OpenAI-compatible interface (/v1/embeddings)";
    } else if (answer.node().has("embeddings") || answer.node().has("embedding")) {
      hint =
          "in the form of Ollama's own interface: give the URL without a path, like"
              + " http://host:11434, for the OpenAI-compatible one";
    } else if (answer.node().hasNonNull("error")) {
      String words = ServiceRefusal.words(answer.node(), answer.node().toString());
      hint = "200 but with an error: " + PlainText.collapse(words);
    }
    if (!hint.isEmpty()) {
      throw new IOException(answer.where() + " answered " + hint);
    }
  }

  private static float[] vector(JsonValue item, String text) throws IOException {
    JsonValue embedding = item.field("embedding");
    try {
      float[] values = embedding.floats();
      if (values.length == 0) {
        throw embedding.refused("hold numbers");
      }
      return Vectors.normalise(values);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + hint(embedding) + ", for the text " + shown(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: `%s` of the text %s: %s"
              .formatted(item.where(), embedding.path(), shown(text), e.getMessage()));
    }
  }

  private static String hint(JsonValue embedding) {
    if (embedding.node().isTextual()) {
      return " (base64? numbers were asked for, with `encoding_format` float)";
    }
    return embedding.node().path(0).isArray()
        ? " (one vector for each token? choose a model or pooling that gives one for each text)"
        : "";
  }

  /** A text by its beginning and its length. */
  static String shown(String text) {
    return "\"%s\" (%d characters)"
        .formatted(Beginning.of(PlainText.collapse(text), SHOWN, "..."), text.length());
  }
}
