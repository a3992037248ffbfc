package dev.nextvec.serve;

import java.util.Set;
import java.util.TreeSet;

/** Which statuses a route may answer with; what is described and what is counted. */
final class Operations {
  private static final Set<Integer> WORKING = Set.of(400, 408, 413, 415, 422, 429, 503, 504);

  private Operations() {}

  static Set<Integer> statuses(Route route) {
    Set<Integer> all = new TreeSet<>(route.operation().fails());
    all.add(200);
    all.add(400);
    all.add(421);
    all.add(500);
    if (route.openTo() != Route.OpenTo.ALL) {
      all.add(401);
    }
    if (route.operation().works()) {
      all.addAll(WORKING);
    }
    if (!route.names().isEmpty()) {
      all.add(404);
    }
    return all;
  }
}
