package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Row;
import java.util.List;

/**
 * Which colour a row has in every picture: one each for the networks, in order of their names; grey
 * for baselines. The colours themselves are in the style sheet, from Okabe and Ito's set that
 * people with any colour vision can tell apart, darkened until text in them is readable.
 */
final class Palette {
  private static final int COLOURS = 6;
  private final List<String> names;

  Palette(Comparison comparison) {
    this.names = comparison.contenders().stream().map(Row::name).sorted().toList();
  }

  /** The style class of a row. */
  String of(Row row) {
    return row.isBaseline() ? "sb" : "s" + names.indexOf(row.name()) % COLOURS;
  }
}
