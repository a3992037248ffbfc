package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predictions in the words of the Open Inference Protocol, with numbers in JSON or as they are. */
final class Infer {
  static final String BINARY = "application/octet-stream";
  static final String CONTEXT = "context";
  static final String PREDICTION = "prediction";
  static final String ATTENTION = "attention";
  static final String FLOATS = "FP32";
  private static final String HEADER = "Inference-Header-Content-Length";
  private static final String SIZE = "binary_data_size";

  private final Service service;

  Infer(Service service) {
    this.service = service;
  }

  Reply answer(Exchange exchange) throws Exception {
    Catalog catalog = service.held();
    try {
      ServedModel served = catalog.model(Optional.of(exchange.parameter("model")));
      exchange.answeredBy(served);
      return answer(exchange, served);
    } finally {
      catalog.letGo();
    }
  }

  private Reply answer(Exchange exchange, ServedModel served) throws Exception {
    ByteBuffer body = ByteBuffer.wrap(exchange.body());
    int split = headerLength(exchange, body.capacity());
    JsonValue json = Json.object(Arrays.copyOf(exchange.body(), split), "InferRequest");
    InferOutputs outputs = InferOutputs.of(json, served);
    FloatBuffer contexts =
        contexts(json, served.model(), body.slice(split, body.capacity() - split));
    PredictJob job =
        service.compute(
            new PredictJob(served.model(), contexts, service.limits().batch(), exchange.deadline()),
            exchange);
    List<Prediction> predictions = job.predictions();
    ObjectNode head = Json.node().put("model_name", served.id());
    head.put("model_version", ModelFacts.version(served));
    Optional<String> id = json.optional("id", JsonValue::label);
    id.ifPresent(text -> head.put("id", text));
    return outputs.reply(head, predictions, served.model());
  }

  private static int headerLength(Exchange exchange, int length) {
    Optional<String> given = exchange.header(HEADER);
    if (given.isEmpty()) {
      return length;
    }
    if (!given.get().matches("\\d{1,9}") || Integer.parseInt(given.get()) > length) {
      throw Problem.malformed(
          "the header %s must be the number of bytes of JSON, at most %d"
              .formatted(HEADER, length));
    }
    return Integer.parseInt(given.get());
  }

  private FloatBuffer contexts(JsonValue json, Model model, ByteBuffer binary) throws IOException {
    List<JsonValue> inputs = json.field("inputs").items();
    if (inputs.size() != 1 || !inputs.getFirst().field("name").text().equals(CONTEXT)) {
      throw Problem.unprocessable("the model takes one input, `%s`".formatted(CONTEXT));
    }
    JsonValue input = inputs.getFirst();
    if (!input.field("datatype").text().equals(FLOATS)) {
      throw Problem.unprocessable("the model takes numbers of the datatype " + FLOATS);
    }
    int count = count(input.field("shape"), model);
    int numbers = Math.multiplyExact(count, PredictJob.size(model));
    return input.optional("data").isPresent()
        ? ofJson(input, numbers, binary)
        : ofBinary(input, numbers, binary, model.dimension());
  }

  private int count(JsonValue shape, Model model) throws IOException {
    List<Long> sizes = shape.items(size -> size.wholeNumber(0, Integer.MAX_VALUE));
    if (sizes.size() != 3
        || sizes.get(0) < 1
        || sizes.get(1) != model.contextLength()
        || sizes.get(2) != model.dimension()) {
      throw Problem.unprocessable(
          "`shape` must be [contexts, %d, %d], with at least one context, but is %s"
              .formatted(model.contextLength(), model.dimension(), sizes));
    }
    int most = service.limits().rows();
    if (sizes.getFirst() > most) {
      throw Problem.tooMany("contexts", sizes.getFirst(), most);
    }
    return (int) (long) sizes.getFirst();
  }

  private static FloatBuffer ofJson(JsonValue input, int numbers, ByteBuffer binary)
      throws IOException {
    if (binary.hasRemaining() || input.optional("parameters").isPresent()) {
      throw Problem.malformed(
          "the numbers are in `data` and, by `parameters` or by what follows the JSON, after it:"
              + " send one of them");
    }
    return FloatBuffer.wrap(Numbers.flat(input.field("data"), numbers));
  }

  private static FloatBuffer ofBinary(
      JsonValue input, int numbers, ByteBuffer binary, int dimension) throws IOException {
    long size = input.field("parameters").field(SIZE).wholeNumber(0, Integer.MAX_VALUE);
    if (size != (long) numbers * Float.BYTES || size != binary.remaining()) {
      throw Problem.unprocessable(
          "`%s` must be %d, as the shape says, and so must the bytes after the JSON; they are %d and %d"
              .formatted(SIZE, (long) numbers * Float.BYTES, size, binary.remaining()));
    }
    FloatBuffer contexts = binary.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    if (!Numbers.areFinite(contexts, dimension)) {
      throw Problem.unprocessable("the context must be finite but holds a number that is not");
    }
    return contexts;
  }

  /**
   * What of the predictions is wanted, and how.
   *
   * @param binary whether numbers follow the JSON as bytes, by the output's name
   */
  private record InferOutputs(Map<String, Boolean> binary) {

    static InferOutputs of(JsonValue json, ServedModel served) throws IOException {
      boolean all = truth(json.optional("parameters"), "binary_data_output").orElse(false);
      Map<String, Boolean> wanted = new java.util.LinkedHashMap<>();
      Optional<JsonValue> outputs = json.optional("outputs");
      if (outputs.isEmpty()) {
        wanted.put(PREDICTION, all);
        if (served.attention()) {
          wanted.put(ATTENTION, all);
        }
        return new InferOutputs(wanted);
      }
      if (outputs.get().items().isEmpty()) {
        throw Problem.unprocessable(
            "`outputs` must name an output, or be left out for all of them");
      }
      for (JsonValue each : outputs.get().items()) {
        String name = each.field("name").text();
        if (!name.equals(PREDICTION) && !(name.equals(ATTENTION) && served.attention())) {
          throw Problem.unprocessable(
              "the model `%s` gives `%s`%s"
                  .formatted(
                      served.id(),
                      PREDICTION,
                      served.attention() ? " and `" + ATTENTION + "`" : " alone"));
        }
        boolean binary = truth(each.optional("parameters"), "binary_data").orElse(all);
        if (wanted.put(name, binary) != null) {
          throw Problem.unprocessable("`outputs` names `%s` twice".formatted(name));
        }
      }
      return new InferOutputs(wanted);
    }

    private static Optional<Boolean> truth(Optional<JsonValue> parameters, String name)
        throws IOException {
      return parameters.isPresent()
          ? parameters.get().optional(name, JsonValue::truth)
          : Optional.empty();
    }

    Reply reply(ObjectNode head, List<Prediction> predictions, Model model) {
      ArrayNode outputs = head.putArray("outputs");
      int bytes = 0;
      for (Map.Entry<String, Boolean> each : binary.entrySet()) {
        int width = each.getKey().equals(PREDICTION) ? model.dimension() : model.contextLength();
        ObjectNode output = outputs.addObject().put("name", each.getKey());
        output.put("datatype", FLOATS).putArray("shape").add(predictions.size()).add(width);
        if (each.getValue()) {
          int size = predictions.size() * width * Float.BYTES;
          output.putObject("parameters").put(SIZE, size);
          bytes += size;
        } else {
          ArrayNode data = output.putArray("data");
          predictions.forEach(one -> Json.put(data, values(each.getKey(), one)));
        }
      }
      return bytes == 0 ? Reply.json(head) : binary(Json.bytes(head), bytes, predictions);
    }

    private Reply binary(byte[] json, int bytes, List<Prediction> predictions) {
      ByteBuffer all =
          ByteBuffer.allocate(json.length + bytes).order(ByteOrder.LITTLE_ENDIAN).put(json);
      binary.forEach(
          (name, follows) -> {
            if (follows) {
              for (Prediction one : predictions) {
                float[] values = values(name, one);
                all.asFloatBuffer().put(values);
                all.position(all.position() + values.length * Float.BYTES);
              }
            }
          });
      return new Reply(200, BINARY, all.array(), Map.of(HEADER, Integer.toString(json.length)));
    }

    private static float[] values(String name, Prediction one) {
      return name.equals(PREDICTION) ? one.vector() : one.attention().orElseThrow();
    }
  }
}
