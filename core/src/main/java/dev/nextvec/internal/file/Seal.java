package dev.nextvec.internal.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A hash of a stored result inside it, over everything else that it says: a result that a disk
 * damaged or a hand changed is refused instead of printed.
 */
public final class Seal {
  private static final String FIELD = "sha256";

  private Seal() {}

  /**
   * Adds the seal, to be done last.
   *
   * @param free fields that it does not cover
   */
  public static void put(ObjectNode json, String... free) {
    json.put(FIELD, hash(json, free));
  }

  /**
   * Whether there is a seal, and the content is what was sealed.
   *
   * @param free fields that it does not cover
   */
  public static boolean holds(JsonNode json, String... free) {
    return json.has(FIELD) && hash(json, free).equals(json.path(FIELD).asText());
  }

  /**
   * Checks the seal of a file whose format has one: where it is missing, it was taken off.
   *
   * @throws IOException if the content is not what was sealed
   */
  public static void require(JsonNode json, Path file) throws IOException {
    if (!holds(json)) {
      throw new IOException(
          file + " was changed or damaged after it was written: delete it, and it is made again");
    }
  }

  /** Whether there is a seal; what older versions wrote has none. */
  public static boolean exists(JsonNode json) {
    return json.has(FIELD);
  }

  private static String hash(JsonNode json, String... free) {
    ObjectNode rest = json.deepCopy();
    rest.remove(FIELD);
    rest.remove(Arrays.asList(free));
    return new Sha256().add(rest.toString()).hex();
  }
}
