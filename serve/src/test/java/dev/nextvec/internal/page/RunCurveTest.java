package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.page.RunCurve.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A thousand epochs as few points that look alike. */
class RunCurveTest {
  private static List<Point> random(int count) {
    Random random = new Random(count);
    List<Point> all = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      all.add(new Point(e, random.nextDouble(), 0, 0, 0));
    }
    return all;
  }

  @Test
  void fewPointsStayAllOfThem() {
    assertThat(RunCurve.thinned(random(RunCurve.MOST_POINTS))).hasSize(RunCurve.MOST_POINTS);
  }

  @Test
  void ofManyTheFirstTheLastAndEveryExtremeStay() {
    for (int count : new int[] {401, 1000, 5001}) {
      List<Point> all = random(count);
      List<Point> thinned = RunCurve.thinned(all);
      Comparator<Point> byCosine = Comparator.comparingDouble(Point::validationCosine);
      assertThat(thinned)
          .hasSizeLessThanOrEqualTo(RunCurve.MOST_POINTS)
          .isSortedAccordingTo(Comparator.comparingInt(Point::epoch))
          .startsWith(all.getFirst())
          .endsWith(all.getLast())
          .contains(all.stream().max(byCosine).orElseThrow())
          .contains(all.stream().min(byCosine).orElseThrow());
    }
  }

  @Test
  void aSingleSpikeIsNotLost() {
    List<Point> flat = new ArrayList<>();
    for (int e = 0; e < 3000; e++) {
      flat.add(new Point(e, e == 1234 ? 0.9 : 0.5, 0, 0, 0));
    }
    assertThat(RunCurve.thinned(flat)).anyMatch(point -> point.epoch() == 1234);
  }
}
