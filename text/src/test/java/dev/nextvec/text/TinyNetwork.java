package dev.nextvec.text;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A sentence-transformers directory whose network looks each word up in a table: {@code
 * last_hidden_state = Gather(table, input_ids)}, in ONNX's protobuf. What a text's vector must be
 * can then be computed by hand.
 */
public final class TinyNetwork {
  static final int WIDTH = 3;
  static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "river", "runs", "passage", ":", "Runs");

  private TinyNetwork() {}

  /** The vector of a word, by its number. */
  static float[] row(int word) {
    return new float[] {1 + word, word % 3 - 0.5f * word, (word * word) % 7};
  }

  static float[] row(String word) {
    int number = WORDS.indexOf(word);
    return row(number < 0 ? 1 : number);
  }

  /**
   * Writes the network, its tokenizer and a mean pooling.
   *
   * @param specials whether the tokenizer puts {@code [CLS]} before and {@code [SEP]} after a text
   */
  public static void write(Path folder, boolean specials) throws IOException {
    Files.write(folder.resolve("model.onnx"), network());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer(specials));
    Corpora.write(
        folder,
        "1_Pooling/config.json",
        "{\"word_embedding_dimension\": 3, \"pooling_mode_mean_tokens\": true,"
            + " \"pooling_mode_cls_token\": false}");
  }

  private static String tokenizer(boolean specials) {
    StringBuilder vocabulary = new StringBuilder();
    for (int i = 0; i < WORDS.size(); i++) {
      vocabulary.append(i == 0 ? "" : ", ").append("\"%s\": %d".formatted(WORDS.get(i), i));
    }
    String added =
        "{\"id\":%d,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,"
            + "\"rstrip\":false,\"normalized\":false,\"special\":true}";
    String special = "{\"SpecialToken\":{\"id\":\"%s\",\"type_id\":0}}";
    String template =
        "{\"type\":\"TemplateProcessing\",\"single\":["
            + special.formatted("[CLS]")
            + ",{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},"
            + special.formatted("[SEP]")
            + "],\"pair\":[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"Sequence\":{\"id\":\"B\","
            + "\"type_id\":1}}],\"special_tokens\":{"
            + "\"[CLS]\":{\"id\":\"[CLS]\",\"ids\":[2],\"tokens\":[\"[CLS]\"]},"
            + "\"[SEP]\":{\"id\":\"[SEP]\",\"ids\":[3],\"tokens\":[\"[SEP]\"]}}}";
    return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
        + (specials ? added.formatted(2, "[CLS]") + "," + added.formatted(3, "[SEP]") : "")
        + "],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"post_processor\":"
        + (specials ? template : "null")
        + ",\"decoder\":null,\"model\":{\"type\":\"WordLevel\",\"vocab\":{"
        + vocabulary
        + "},\"unk_token\":\"[UNK]\"}}";
  }

  private static byte[] network() {
    ByteBuffer table =
        ByteBuffer.allocate(WORDS.size() * WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int word = 0; word < WORDS.size(); word++) {
      for (float value : row(word)) {
        table.putFloat(value);
      }
    }
    UnknownFieldSet.Builder tensor =
        message().mergeVarintField(2, 1).mergeLengthDelimitedField(8, text("table"));
    UnknownFieldSet.Field dims =
        UnknownFieldSet.Field.newBuilder().addVarint(WORDS.size()).addVarint(WIDTH).build();
    tensor.addField(1, dims).mergeLengthDelimitedField(9, ByteString.copyFrom(table.array()));
    UnknownFieldSet.Field inputs =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(text("table"))
            .addLengthDelimited(text("input_ids"))
            .build();
    UnknownFieldSet.Builder node =
        message()
            .addField(1, inputs)
            .mergeLengthDelimitedField(2, text("last_hidden_state"))
            .mergeLengthDelimitedField(4, text("Gather"));
    UnknownFieldSet.Builder graph =
        message()
            .mergeLengthDelimitedField(1, bytes(node))
            .mergeLengthDelimitedField(2, text("tiny"))
            .mergeLengthDelimitedField(5, bytes(tensor))
            .mergeLengthDelimitedField(11, value("input_ids", 7, dimension("b"), dimension("t")))
            .mergeLengthDelimitedField(
                12,
                value(
                    "last_hidden_state",
                    1,
                    dimension("b"),
                    dimension("t"),
                    bytes(message().mergeVarintField(1, WIDTH))));
    return message()
        .mergeVarintField(1, 8)
        .mergeLengthDelimitedField(8, bytes(message().mergeVarintField(2, 17)))
        .mergeLengthDelimitedField(7, bytes(graph))
        .build()
        .toByteArray();
  }

  private static ByteString value(String name, int type, ByteString... dimensions) {
    UnknownFieldSet.Field.Builder each = UnknownFieldSet.Field.newBuilder();
    for (ByteString dimension : dimensions) {
      each.addLengthDelimited(dimension);
    }
    ByteString shape = bytes(message().addField(1, each.build()));
    ByteString tensor =
        bytes(message().mergeVarintField(1, type).mergeLengthDelimitedField(2, shape));
    ByteString kind = bytes(message().mergeLengthDelimitedField(1, tensor));
    return bytes(
        message().mergeLengthDelimitedField(1, text(name)).mergeLengthDelimitedField(2, kind));
  }

  private static ByteString dimension(String name) {
    return bytes(message().mergeLengthDelimitedField(2, text(name)));
  }

  private static UnknownFieldSet.Builder message() {
    return UnknownFieldSet.newBuilder();
  }

  private static ByteString bytes(UnknownFieldSet.Builder message) {
    return message.build().toByteString();
  }

  private static ByteString text(String value) {
    return ByteString.copyFromUtf8(value);
  }
}
