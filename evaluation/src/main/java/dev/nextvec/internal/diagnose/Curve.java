package dev.nextvec.internal.diagnose;

import dev.nextvec.stats.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * One quantity along an axis.
 *
 * @param name whose it is
 * @param points one estimate for each place on the axis
 */
public record Curve(String name, List<Estimate> points) {
  public Curve {
    points = List.copyOf(points);
  }

  /** The mean at each place, without its interval. */
  public List<Double> values() {
    return points.stream().map(Estimate::value).toList();
  }

  /** The curve named {@code name}, if it is among {@code curves}. */
  public static Optional<Curve> find(List<Curve> curves, String name) {
    return curves.stream().filter(curve -> curve.name().equals(name)).findFirst();
  }
}
