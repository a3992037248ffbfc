package dev.nextvec.serve;

import dev.nextvec.internal.page.Assets;
import dev.nextvec.internal.page.CompareView;
import dev.nextvec.internal.page.DataView;
import dev.nextvec.internal.page.ExploreView;
import dev.nextvec.internal.page.Frame;
import dev.nextvec.internal.page.MapView;
import dev.nextvec.internal.page.Notice;
import dev.nextvec.internal.page.Query;
import dev.nextvec.internal.page.SignIn;
import dev.nextvec.internal.page.Tab;
import dev.nextvec.internal.page.TrainView;
import dev.nextvec.internal.page.View;
import dev.nextvec.serve.Route.OpenTo;
import dev.nextvec.serve.Route.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The routes of the page: its views, its files, and the way in where there is a key. */
final class PageRoutes {
  private static final String SIGN_IN = "/sign-in";
  private static final Set<Problem.Kind> AGAIN =
      EnumSet.of(
          Problem.Kind.STARTING,
          Problem.Kind.OVERLOADED,
          Problem.Kind.WAITING,
          Problem.Kind.MEMORY);

  private final Supplier<Service> service;
  private final Assets assets = Assets.read();
  private final List<Shown> shown =
      List.of(
          new Shown(ExploreView.TAB, this::explore),
          new Shown(CompareView.TAB, this::compare),
          new Shown(TrainView.TAB, this::train),
          new Shown(MapView.TAB, this::map),
          new Shown(DataView.TAB, this::data));

  PageRoutes(Supplier<Service> service) {
    this.service = service;
  }

  /** A view, made for each request. */
  private record Shown(Tab tab, Function<Exchange, View> view) {}

  private View explore(Exchange exchange) {
    Service all = service.get();
    return new ExploreView(new PageExplorer(all, new Queries(all, new Encoding(all)), exchange));
  }

  private View compare(Exchange exchange) {
    PageSources sources = service.get().sources();
    return new CompareView(sources.runs(), sources.comparisons());
  }

  private View train(Exchange exchange) {
    PageSources sources = service.get().sources();
    return new TrainView(sources.board(), sources.control());
  }

  private View map(Exchange exchange) {
    return new MapView(service.get().sources().data(), new PageGuesser(service.get(), exchange));
  }

  private View data(Exchange exchange) {
    return new DataView(service.get().sources().data());
  }

  List<Route> all() {
    List<Route> routes = new ArrayList<>();
    routes.add(page("/", "home", OpenTo.VISITORS, this::home));
    for (Shown each : shown) {
      Operation operation = operation(each.tab().title(), true);
      routes.add(
          new Route(
              "GET",
              each.tab().path(),
              OpenTo.VISITORS,
              operation,
              exchange -> answered(each, exchange)));
    }
    routes.addAll(new PageTraining(service).routes());
    routes.add(page("/page/{file}", "file", OpenTo.ALL, this::file));
    routes.add(page(SIGN_IN, "signIn", OpenTo.ALL, this::askedForKey));
    routes.add(
        new Route("POST", SIGN_IN, OpenTo.ALL, operation("signedIn", false), this::signedIn));
    return routes;
  }

  private static Route page(String path, String id, OpenTo openTo, Route.Handler handler) {
    return new Route("GET", path, openTo, operation(id, false), handler);
  }

  static Operation operation(String id, boolean works) {
    return new Operation(
        id, "For people.", Optional.empty(), false, PageReply.HTML, Set.of(303, 404, 422), works);
  }

  private List<Tab> tabs() {
    return shown.stream().map(Shown::tab).toList();
  }

  private Reply answered(Shown each, Exchange exchange) throws Exception {
    View view = each.view().apply(exchange);
    String body = view.body(Query.parse(exchange.query()).requireOnly(view.parameters()));
    return PageReply.of(200, Frame.of(tabs(), view, body));
  }

  private Reply home(Exchange exchange) {
    service.get().requireReady();
    Catalog catalog = service.get().held();
    try {
      Tab first = catalog.indexes().isEmpty() ? CompareView.TAB : ExploreView.TAB;
      String query = exchange.query(); // the view reads it, or refuses it
      return PageReply.to(first.path() + (query.isEmpty() ? "" : "?" + query));
    } finally {
      catalog.letGo();
    }
  }

  private Reply file(Exchange exchange) {
    Assets.Asset asset =
        assets
            .named(exchange.parameter("file"))
            .orElseThrow(() -> Problem.notFound("the page has no such file"));
    return Reply.text(asset.type(), asset.text());
  }

  private Reply askedForKey(Exchange exchange) {
    String to = SignIn.local(Query.parse(exchange.query()).text("to").orElse("/"));
    if (service.get().doors().isVisitor(exchange)) {
      return PageReply.to(to);
    }
    return PageReply.of(200, SignIn.page(to, false));
  }

  private Reply signedIn(Exchange exchange) throws Exception {
    Query form = Query.parse(service.get().form(exchange));
    String to = SignIn.local(form.text("to").orElse("/"));
    Optional<String> cookie =
        service.get().doors().signedIn(exchange, form.text("key").map(String::strip));
    if (cookie.isPresent()) {
      return PageReply.to(to).with("Set-Cookie", cookie.get());
    }
    service.get().metrics().refused(Problem.Kind.UNAUTHORISED);
    return PageReply.of(401, SignIn.page(to, true));
  }

  /** What a browser shows of a refusal. */
  Reply refused(Problem problem, Exchange exchange) {
    Doors doors = service.get().doors();
    if (problem.kind() == Problem.Kind.UNAUTHORISED && !doors.isVisitor(exchange)) {
      return PageReply.to(SIGN_IN + Query.none().with("to", exchange.target()).link(""));
    }
    boolean again = AGAIN.contains(problem.kind());
    Notice notice = new Notice(problem.kind().title, problem.text(), again);
    String html = notice.page(tabs(), problem.kind().status, exchange.id());
    return problem.headed(PageReply.of(problem.kind().status, html));
  }
}
