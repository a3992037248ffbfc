package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a text encoder is recognised by. Vectors of two encoders must never meet: their cosine means
 * nothing.
 *
 * @param name what people call the encoder
 * @param weightsSha256 hash of its weights; empty where they cannot be seen, as behind a URL
 * @param precision what its products were computed with; the same weights in another precision
 *     count as the same encoder where every probe text's vectors have cosine {@value
 *     #SAME_IN_ANOTHER_PRECISION} or more
 * @param probes what it makes of fixed texts
 * @param chunkChars about how many characters the texts had that it was given, as they were cut;
 *     empty where that is not known. It travels with the vectors, so that a text that meets them
 *     later is cut likewise, and no encoder is told from another by it
 * @param language tag of the language that they were cut in; empty where that is not known. It
 *     travels likewise
 * @param cutting number of the rules that they were cut by; empty where that is not known, as
 *     before rules had numbers. It travels likewise
 */
public record EncoderFingerprint(
    String name,
    String weightsSha256,
    EncoderPrecision precision,
    List<ProbeText> probes,
    OptionalInt chunkChars,
    Optional<String> language,
    OptionalInt cutting) {
  /** The least cosine of what one encoder makes of a text in two precisions. */
  public static final double SAME_IN_ANOTHER_PRECISION = 0.9999;

  private static final double SAME = 0.999;
  private static final Pattern USER_INFORMATION = Pattern.compile("(\\bat )\\S*@(?=\\S)");

  /** The vector of a fixed text. */
  public record ProbeText(String text, List<Float> vector) {
    public ProbeText {
      vector = List.copyOf(vector);
    }

    /** A probe from an array, which is copied. */
    public static ProbeText of(String text, float[] vector) {
      List<Float> values = new ArrayList<>(vector.length);
      for (float value : vector) {
        values.add(value);
      }
      return new ProbeText(text, values);
    }

    private Optional<String> differenceFrom(ProbeText other, double same) {
      if (vector.size() != other.vector.size()) {
        return Optional.of("their dimensions are " + vector.size() + " and " + other.vector.size());
      }
      double cosine = cosine(vector, other.vector);
      return cosine >= same
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "their vectors for the probe text \"%s\" have cosine %.5f",
                  text,
                  cosine));
    }
  }

  /** What stood before an {@code @} in a service's address was a secret: it is left out. */
  public EncoderFingerprint {
    name = USER_INFORMATION.matcher(name).replaceAll("$1");
    probes = List.copyOf(probes);
    requirePositive("chunk_chars", chunkChars);
    requirePositive("cutting", cutting);
  }

  private static void requirePositive(String name, OptionalInt number) {
    if (number.isPresent() && number.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "`%s` must be positive but was %d".formatted(name, number.getAsInt()));
    }
  }

  /** Of an encoder that computes in float32. */
  public EncoderFingerprint(String name, String weightsSha256, List<ProbeText> probes) {
    this(name, weightsSha256, EncoderPrecision.FLOAT32, probes);
  }

  /** Of an encoder alone, whatever it is given. */
  public EncoderFingerprint(
      String name, String weightsSha256, EncoderPrecision precision, List<ProbeText> probes) {
    this(
        name,
        weightsSha256,
        precision,
        probes,
        OptionalInt.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  /**
   * The same with what the texts it was given had been cut to.
   *
   * @param chars about how many characters
   * @param tag of the language, such as {@code en}
   * @param rules number of the rules
   */
  public EncoderFingerprint cutAt(int chars, String tag, int rules) {
    return new EncoderFingerprint(
        name,
        weightsSha256,
        precision,
        probes,
        OptionalInt.of(chars),
        Optional.of(tag),
        OptionalInt.of(rules));
  }

  /** How texts were cut, in words; empty where nobody recorded it, or they came in chunks. */
  public Optional<String> cut() {
    return chunkChars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "about %d characters, language %s, cutting %s"
                .formatted(
                    chunkChars.getAsInt(),
                    language.orElse("not recorded"),
                    cutting.isPresent() ? cutting.getAsInt() : "not recorded"));
  }

  /** What it is called where it is shown: the precision is said where it is not float32. */
  public String shown() {
    return precision == EncoderPrecision.FLOAT32 ? name : name + " in " + precision.label();
  }

  /**
   * Checks that vectors of {@code a} and of {@code b} may be compared: the same weights, where both
   * are known, and vectors of cosine {@value #SAME} or more for every probe text both have. Where
   * their precisions differ, both must have a probe text, and the cosine must be {@value
   * #SAME_IN_ANOTHER_PRECISION} or more.
   *
   * @throws IllegalArgumentException naming both encoders if not
   */
  public static void requireCompatible(EncoderFingerprint a, EncoderFingerprint b) {
    Optional<String> difference = a.differenceFrom(b);
    if (difference.isPresent()) {
      throw new IllegalArgumentException(
          "vectors of encoder `%s` and of encoder `%s` cannot be used together: %s; encode both with one encoder"
              .formatted(a.shown(), b.shown(), difference.get()));
    }
  }

  /** Why vectors of the two encoders cannot be compared; empty if they can. */
  public Optional<String> differenceFrom(EncoderFingerprint other) {
    boolean known = !weightsSha256.isEmpty() && !other.weightsSha256.isEmpty();
    if (known && !weightsSha256.equals(other.weightsSha256)) {
      return Optional.of(
          "their weights differ (sha256 "
              + shorten(weightsSha256)
              + " and "
              + shorten(other.weightsSha256)
              + ")");
    }
    double same = precision == other.precision ? SAME : SAME_IN_ANOTHER_PRECISION;
    boolean shared = false;
    for (ProbeText probe : probes) {
      for (ProbeText counterpart : other.probes) {
        if (probe.text.equals(counterpart.text)) {
          shared = true;
          Optional<String> difference = probe.differenceFrom(counterpart, same);
          if (difference.isPresent()) {
            return difference;
          }
        }
      }
    }
    if (precision != other.precision && !shared) {
      return Optional.of("nothing measured shows what their precisions differ by");
    }
    boolean nothingToGoBy = !known && !shared && !name.equals(other.name);
    return nothingToGoBy ? Optional.of("nothing shows that they are the same") : Optional.empty();
  }

  /**
   * Whether the other is measured to be this one, in this precision: no difference, and the weights
   * or a probe's vector to go by. A name alone says nothing.
   */
  public boolean isMeasuredToBe(EncoderFingerprint other) {
    boolean measured =
        (!weightsSha256.isEmpty() && weightsSha256.equals(other.weightsSha256))
            || probes.stream()
                .anyMatch(p -> other.probes.stream().anyMatch(q -> q.text.equals(p.text)));
    return measured && precision == other.precision && differenceFrom(other).isEmpty();
  }

  private static String shorten(String hash) {
    return hash.length() > 12 ? hash.substring(0, 12) : hash;
  }

  private static double cosine(List<Float> a, List<Float> b) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.size(); i++) {
      dot += (double) a.get(i) * b.get(i);
      squareA += (double) a.get(i) * a.get(i);
      squareB += (double) b.get(i) * b.get(i);
    }
    return dot / Math.sqrt(squareA * squareB);
  }

  /** The form stored in files. */
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name)
            .put("weights_sha256", weightsSha256);
    if (precision != EncoderPrecision.FLOAT32) {
      json.put("precision", precision.label()); // without it: as before there were others
    }
    chunkChars.ifPresent(chars -> json.put("chunk_chars", chars));
    language.ifPresent(tag -> json.put("language", tag));
    cutting.ifPresent(rules -> json.put("cutting", rules));
    ArrayNode array = json.putArray("probes");
    for (ProbeText probe : probes) {
      ArrayNode vector = array.addObject().put("text", probe.text).putArray("vector");
      probe.vector.forEach(vector::add);
    }
    return json;
  }

  /**
   * Reads the form stored in files.
   *
   * @param where the file, for messages
   */
  public static EncoderFingerprint fromJson(JsonNode json, String where) throws IOException {
    return read(new JsonValue(json, where, ""));
  }

  static EncoderFingerprint read(JsonValue value) throws IOException {
    return new EncoderFingerprint(
        value.field("name").text(),
        value.field("weights_sha256").text(),
        precision(value),
        value
            .field("probes")
            .items(each -> ProbeText.of(each.field("text").text(), each.field("vector").floats())),
        value.optionalCount("chunk_chars", 1),
        value.optional("language", JsonValue::text),
        value.optionalCount("cutting", 1));
  }

  private static EncoderPrecision precision(JsonValue value) throws IOException {
    Optional<JsonValue> field = value.optional("precision");
    if (field.isEmpty()) {
      return EncoderPrecision.FLOAT32;
    }
    String label = field.get().text();
    return EncoderPrecision.ofLabel(label)
        .orElseThrow(() -> field.get().refused("be float32 or bfloat16"));
  }
}
