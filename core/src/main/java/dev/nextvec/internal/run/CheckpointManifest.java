package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint consists of.
 *
 * @param files of a run directory, by their path in it
 */
record CheckpointManifest(Map<String, Piece> files) {
  private static final int FORMAT = 1;

  CheckpointManifest {
    files = Map.copyOf(files);
  }

  /** Content of a file. */
  record Piece(String sha256, long bytes) {}

  byte[] bytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT);
    ObjectNode all = json.putObject("files");
    new TreeMap<>(files)
        .forEach(
            (name, piece) ->
                all.putObject(name).put("sha256", piece.sha256()).put("bytes", piece.bytes()));
    Seal.put(json);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @param where it stands, for messages
   * @throws DamagedCheckpoint if it is cut off or changed
   * @throws IOException if another version of Nextvec wrote it
   */
  static CheckpointManifest read(byte[] bytes, String where) throws IOException {
    JsonValue json;
    try {
      json = JsonValue.parse(bytes, where);
    } catch (MalformedJson cut) {
      throw new DamagedCheckpoint(String.valueOf(cut.getMessage()), cut);
    }
    if (!Seal.holds(json.node())) {
      throw new DamagedCheckpoint(where + " was changed or damaged after it was written", null);
    }
    JsonValue format = json.field("format");
    if (format.count(0) != FORMAT) {
      throw format.refused("be " + FORMAT + " for this version of Nextvec");
    }
    Map<String, Piece> files = new TreeMap<>();
    JsonValue all = json.field("files");
    for (String name : all.names()) {
      JsonValue piece = all.field(name);
      files.put(
          name,
          new Piece(
              piece.field("sha256").text(), piece.field("bytes").wholeNumber(0, Long.MAX_VALUE)));
    }
    return new CheckpointManifest(files);
  }
}
