package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The stored form of a split. */
final class SplitJson {
  private SplitJson() {}

  static ObjectNode write(Split split) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("kind", split.kind().name())
            .put("seed", split.seed())
            .put("contextLength", split.contextLength())
            .put("validationShare", split.fractions().validation())
            .put("testShare", split.fractions().test())
            .put("sha256", split.sha256());
    split.trainWindows().ifPresent(count -> json.put("trainWindows", count));
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

  static Split read(JsonNode json, Windows windows) {
    int contextLength = json.path("contextLength").asInt();
    if (contextLength != windows.contextLength()) {
      throw new IllegalArgumentException(
          "the split is for context length %d but the windows have %d"
              .formatted(contextLength, windows.contextLength()));
    }
    Split.SplitKind kind = kind(json.path("kind").asText());
    Map<String, List<Integer>> groups = SplitByDocument.groups(windows);
    List<SplitPart> parts = new ArrayList<>();
    for (String name : SplitPart.NAMES) {
      parts.add(part(kind, json.path(name), groups, windows));
    }
    List<String> warnings = new ArrayList<>();
    json.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    SplitFractions fractions =
        new SplitFractions(
            json.path("validationShare").asDouble(), json.path("testShare").asDouble());
    JsonNode asked = json.path("trainWindows");
    OptionalInt trainWindows =
        asked.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(asked.asInt());
    Split split =
        new Split(
            kind, json.path("seed").asLong(), fractions, windows, trainWindows, parts, warnings);
    String recorded = json.path("sha256").asText();
    if (!split.sha256().equals(recorded)) {
      throw new IllegalArgumentException(
          "the dataset is not the one that was split, or the split was edited: it selects other rows (hash %s, recorded %s)"
              .formatted(split.sha256(), recorded));
    }
    return split;
  }

  private static Split.SplitKind kind(String name) {
    for (Split.SplitKind kind : Split.SplitKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("`" + name + "` is not a kind of split");
  }

  private static SplitPart part(
      Split.SplitKind kind, JsonNode entry, Map<String, List<Integer>> groups, Windows windows) {
    return switch (kind) {
      case BY_DOCUMENT -> {
        List<String> names = new ArrayList<>();
        entry.path("groups").forEach(name -> names.add(name.asText()));
        yield SplitByDocument.part(windows, groups, names);
      }
      case BLOCKS -> {
        int first = entry.path("first").asInt(-1);
        int end = entry.path("end").asInt(-1);
        if (first < 0 || end <= first || end > windows.size()) {
          throw new IllegalArgumentException(
              "the split has windows %d to %d but there are %d"
                  .formatted(first, end - 1, windows.size()));
        }
        yield SplitIntoBlocks.block(first, end);
      }
    };
  }
}
