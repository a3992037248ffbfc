package dev.nextvec.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stored form of a split. */
final class SplitJson {
  private SplitJson() {}

  static ObjectNode write(Split split) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", split.kind().name())
            .put("seed", split.seed())
            .put("context_length", split.contextLength())
            .put("validation_share", split.fractions().validation())
            .put("test_share", split.fractions().test())
            .put("sha256", split.sha256());
    split.trainWindows().ifPresent(count -> json.put("train_windows", count));
    for (int i = 0; i < SplitPart.NAMES.size(); i++) {
      SplitPart part = split.part(i);
      ObjectNode entry = json.putObject(SplitPart.NAMES.get(i));
      entry.put("windows", part.windows().length);
      switch (split.kind()) {
        case BY_DOCUMENT -> {
          ArrayNode groups = entry.putArray("groups");
          part.groups().forEach(groups::add);
        }
        case BLOCKS -> entry.put("first", part.first()).put("end", part.end());
      }
    }
    ArrayNode warnings = json.putArray("warnings");
    split.warnings().forEach(warnings::add);
    return json;
  }

  /**
   * Reads what {@link #write} wrote, now or before names were in snake case.
   *
   * @throws IOException naming what is missing or of another kind
   * @throws IllegalArgumentException if it is not the split of these windows
   */
  static Split read(JsonValue json, Windows windows) throws IOException {
    int contextLength = json.field("context_length").count(1);
    if (contextLength != windows.contextLength()) {
      throw new IllegalArgumentException(
          "the split is for context length %d but the windows have %d"
              .formatted(contextLength, windows.contextLength()));
    }
    Split.SplitKind kind = kind(json.field("kind"));
    Map<String, List<Integer>> groups = SplitByDocument.groups(windows);
    List<SplitPart> parts = new ArrayList<>();
    for (String name : SplitPart.NAMES) {
      parts.add(part(kind, json.field(name), groups, windows));
    }
    SplitFractions fractions =
        new SplitFractions(
            json.field("validation_share").number(), json.field("test_share").number());
    Split split =
        new Split(
            kind,
            json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
            fractions,
            windows,
            json.optionalCount("train_windows", 0),
            parts,
            json.field("warnings").texts());
    String recorded = json.field("sha256").text();
    if (!split.sha256().equals(recorded)) {
      throw new IllegalArgumentException(
          "the dataset is not the one that was split, or the split was edited: it selects other rows (hash %s, recorded %s)"
              .formatted(split.sha256(), recorded));
    }
    return split;
  }

  private static Split.SplitKind kind(JsonValue kind) throws IOException {
    for (Split.SplitKind each : Split.SplitKind.values()) {
      if (each.name().equals(kind.text())) {
        return each;
      }
    }
    throw kind.refused("be a kind of split");
  }

  private static SplitPart part(
      Split.SplitKind kind, JsonValue entry, Map<String, List<Integer>> groups, Windows windows)
      throws IOException {
    return switch (kind) {
      case BY_DOCUMENT -> SplitByDocument.part(windows, groups, entry.field("groups").texts());
      case BLOCKS -> {
        int first = entry.field("first").count(0);
        int end = entry.field("end").count(0);
        if (end <= first || end > windows.size()) {
          throw new IllegalArgumentException(
              "the split has windows %d to %d but there are %d"
                  .formatted(first, end - 1, windows.size()));
        }
        yield SplitIntoBlocks.block(first, end);
      }
    };
  }
}
