package dev.nextvec.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All there is to ask for.
 *
 * @param page that browsers are shown, which also tells them what is refused
 */
record Routes(List<Route> all, PageRoutes page) {
  Routes {
    all = List.copyOf(all);
  }

  /**
   * The route of a request, which is told what stands in its path.
   *
   * @throws Problem if there is no such path, or not with this method
   */
  Route of(Exchange exchange) {
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : all) {
      Optional<Map<String, String>> found = route.match(exchange.path());
      if (found.isPresent()) {
        if (route.method().equals(method)) {
          exchange.matched(found.get());
          return route;
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      throw Problem.notFound("there is no such path: /openapi.json lists those there are");
    }
    String names = String.join(", ", allowed);
    throw Problem.of(Problem.Kind.WRONG_METHOD, "this path takes %s".formatted(names))
        .with("Allow", names);
  }
}
