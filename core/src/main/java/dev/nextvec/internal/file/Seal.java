package dev.nextvec.internal.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A hash of a stored result inside it, over everything else that it says: a result that a disk
 * damaged or a hand changed is refused instead of printed.
 */
public final class Seal {
  private static final String FIELD = "sha256";

  private Seal() {}

  /** Adds the seal, to be done last. */
  public static void put(ObjectNode json) {
    json.put(FIELD, hash(json));
  }

  /**
   * Checks the seal; what older versions wrote has none.
   *
   * @throws IOException if the content is not what was sealed
   */
  public static void require(JsonNode json, Path file) throws IOException {
    if (json.has(FIELD) && !holds(json)) {
      throw new IOException(
          file + " was changed or damaged after it was written: delete it, and it is made again");
    }
  }

  /** Whether there is a seal, and the content is what was sealed. */
  public static boolean holds(JsonNode json) {
    if (!(json instanceof ObjectNode object) || !object.has(FIELD)) {
      return false;
    }
    ObjectNode rest = object.deepCopy();
    rest.remove(FIELD);
    return hash(rest).equals(json.path(FIELD).asText());
  }

  private static String hash(ObjectNode json) {
    return new Sha256().add(json.toString()).hex();
  }
}
