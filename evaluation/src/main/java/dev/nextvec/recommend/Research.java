package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.JudgedPair;
import dev.nextvec.compare.Settling;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.stats.Need;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is worth an experiment: the ties between rows.
 *
 * @param names rows
 */
record Research(Comparison comparison, List<String> names) {
  List<String> reasons() {
    return List.of(ties(), more());
  }

  /** What would settle the hardest tie. */
  List<Need> needs() {
    return open().stream().flatMap(pair -> pair.contrast().needs().stream()).distinct().toList();
  }

  private List<JudgedPair> pairs() {
    return comparison.pairs().stream()
        .filter(pair -> names.contains(pair.first()) && names.contains(pair.second()))
        .toList();
  }

  private List<JudgedPair> open() {
    return pairs().stream().filter(pair -> isOpen(pair)).toList();
  }

  private static boolean isOpen(JudgedPair pair) {
    return switch (pair.contrast().verdict()) {
      case BETTER, WORSE, EQUAL -> false;
      case TIE, CANNOT_SAY -> true;
    };
  }

  private String ties() {
    List<JudgedPair> open = open();
    if (pairs().isEmpty()) {
      return "There is no other row within the limits to compare it with.";
    }
    if (pairs().size() == 1) {
      return only(pairs().getFirst());
    }
    String all = Figures.counted(pairs().size(), "difference");
    return open.isEmpty()
        ? "None of the %s between these is a tie.".formatted(all)
        : "%d of the %s between these %s: %s."
            .formatted(
                open.size(),
                all,
                open.size() == 1 ? "is a tie" : "are ties",
                String.join(
                    ", ", open.stream().map(p -> p.first() + " and " + p.second()).toList()));
  }

  private String only(JudgedPair pair) {
    return switch (pair.contrast().verdict()) {
      case BETTER -> settled(pair.first(), pair.second());
      case WORSE -> settled(pair.second(), pair.first());
      case EQUAL ->
          "%s and %s are equal within ±%s: nothing between these is open."
              .formatted(pair.first(), pair.second(), comparison.margin());
      case TIE -> "The difference between these is a tie.";
      case CANNOT_SAY -> "There is no interval of the difference between these.";
    };
  }

  private static String settled(String better, String worse) {
    return "%s is shown to be better than %s: nothing between these is open."
        .formatted(better, worse);
  }

  private String more() {
    int seeds = comparison.networks().stream().mapToInt(row -> row.group().seeds()).min().orElse(1);
    String trained =
        seeds > 1
            ? "Every network has at least %d seeds".formatted(seeds)
            : "Train every network with several seeds (%s)"
                .formatted(Setting.SEEDS.in("train", Need.SEEDS));
    List<JudgedPair> open = open();
    OptionalLong documents =
        open.stream()
            .flatMap(pair -> pair.contrast().settling().stream())
            .mapToLong(size -> size.documents())
            .max();
    long settled = open.stream().filter(pair -> pair.contrast().settling().isPresent()).count();
    return documents.isEmpty()
        ? trained + "."
        : "%s; about %s test documents would settle %s."
            .formatted(
                trained,
                Settling.about(documents.getAsLong()),
                settled == open.size() ? "every tie" : settled + " of the ties");
  }
}
