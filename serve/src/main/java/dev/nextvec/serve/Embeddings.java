package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Vectors of texts, in OpenAI's words. */
final class Embeddings {

  private final Encoding encoding;

  Embeddings(Encoding encoding) {
    this.encoding = encoding;
  }

  Reply answer(Exchange exchange) throws Exception {
    JsonValue json = Json.object(exchange.body(), "EmbeddingsRequest");
    Encoder encoder = encoding.encoder();
    requireModel(json, encoder);
    boolean base64 = isBase64(json.optional("encoding_format"));
    EncodeTexts encoded = encoding.encoded(texts(json.field("input")), true, exchange);
    List<float[]> vectors = encoded.vectors();
    ObjectNode reply = Json.node().put("object", "list");
    ArrayNode data = reply.putArray("data");
    for (int i = 0; i < vectors.size(); i++) {
      ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
      if (base64) {
        one.put("embedding", base64(vectors.get(i)));
      } else {
        Json.put(one.putArray("embedding"), vectors.get(i));
      }
    }
    reply.put("model", encoder.name());
    encoded
        .tokens()
        .ifPresent(
            read -> reply.putObject("usage").put("prompt_tokens", read).put("total_tokens", read));
    return Reply.json(reply);
  }

  private static void requireModel(JsonValue json, Encoder encoder) throws IOException {
    Optional<String> asked = json.optional("model", JsonValue::text);
    if (asked.isPresent() && !asked.get().equals(encoder.name())) {
      throw Problem.notFound("no such encoder is served: there is %s".formatted(encoder.name()));
    }
    Optional<Integer> dimensions = json.optional("dimensions", each -> each.count(1));
    if (dimensions.isPresent() && dimensions.get() != encoder.dimension()) {
      throw Problem.unprocessable(
          "`dimensions` can only be %d, which the encoder's vectors have"
              .formatted(encoder.dimension()));
    }
  }

  private static boolean isBase64(Optional<JsonValue> format) throws IOException {
    String text = format.isPresent() ? format.get().text() : "float";
    if (!text.equals("float") && !text.equals("base64")) {
      throw Problem.unprocessable("`encoding_format` must be float or base64");
    }
    return text.equals("base64");
  }

  private static List<String> texts(JsonValue input) throws IOException {
    List<String> texts = input.node().isTextual() ? List.of(input.text()) : input.texts();
    if (texts.isEmpty()) {
      throw Problem.unprocessable("`input` must have at least one text");
    }
    return texts;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
