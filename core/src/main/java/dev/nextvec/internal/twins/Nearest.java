package dev.nextvec.internal.twins;

import java.util.List;

/**
 * What other documents hold that is most like the rows of a stretch.
 *
 * @param stretches the most alike first, at most {@link NearestStretches#CANDIDATES}
 * @param chunks for each row of the stretch, its nearest rows elsewhere, the nearest first
 */
public record Nearest(List<Alike> stretches, List<List<Twin>> chunks) {
  /**
   * Another stretch.
   *
   * @param stretch which
   * @param level at least half of the rows, and three, have a row there of at least this cosine
   */
  public record Alike(Stretch stretch, double level) {}

  public Nearest {
    stretches = List.copyOf(stretches);
    chunks = chunks.stream().map(List::copyOf).toList();
  }
}
