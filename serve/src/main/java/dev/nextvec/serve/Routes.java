package dev.nextvec.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All there is to ask for. */
final class Routes {
  private final List<Route> all;
  private final PageRoutes page;
  private final Map<String, List<Route>> plain = new HashMap<>();
  private final List<Route> named = new ArrayList<>();

  /**
   * Of a server.
   *
   * @param page that browsers are shown, which also tells them what is refused
   */
  Routes(List<Route> all, PageRoutes page) {
    this.all = List.copyOf(all);
    this.page = page;
    for (Route route : all) {
      if (route.names().isEmpty()) {
        plain.computeIfAbsent(route.path(), path -> new ArrayList<>()).add(route);
      } else {
        named.add(route);
      }
    }
  }

  List<Route> all() {
    return all;
  }

  PageRoutes page() {
    return page;
  }

  /**
   * The route of a request, which is told what stands in its path.
   *
   * @throws Problem if there is no such path, or not with this method
   */
  Route of(Exchange exchange) {
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : plain.getOrDefault(exchange.path(), List.of())) {
      if (route.method().equals(method)) {
        return route;
      }
      allowed.add(route.method());
    }
    for (Route route : named) {
      Optional<Map<String, String>> found = route.match(exchange.path());
      if (found.isPresent() && route.method().equals(method)) {
        exchange.matched(found.get());
        return route;
      }
      found.ifPresent(names -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw Problem.notFound("there is no such path: /openapi.json lists those there are");
    }
    String names = String.join(", ", allowed);
    throw Problem.of(Problem.Kind.WRONG_METHOD, "this path takes %s".formatted(names))
        .with("Allow", names);
  }
}
