package dev.nextvec.serve;

import dev.nextvec.internal.page.Query;
import dev.nextvec.internal.page.RunBoard;
import dev.nextvec.internal.page.TrainFeed;
import dev.nextvec.internal.page.TrainView;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.serve.Route.OpenTo;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the view of trainings asks for besides itself: their events, and to stop one. */
final class PageTraining {
  private final Supplier<Service> service;

  PageTraining(Supplier<Service> service) {
    this.service = service;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/train/events",
            OpenTo.VISITORS,
            PageRoutes.operation("trainEvents", false),
            this::events),
        new Route(
            "POST",
            "/train/stop",
            OpenTo.VISITORS,
            PageRoutes.operation("trainStop", false),
            this::stop));
  }

  private RunBoard board() {
    return service
        .get()
        .sources()
        .board()
        .orElseThrow(() -> Problem.notFound("this server shows no runs"));
  }

  private Reply events(Exchange exchange) {
    service.get().requireReady();
    TrainFeed feed =
        new TrainFeed(board(), Query.parse(exchange.query()), service.get().sources().control());
    return service
        .get()
        .streams()
        .reply(() -> feed.next().map(line -> new Feed.Event("change", line)).stream().toList());
  }

  private Reply stop(Exchange exchange) throws Exception {
    service.get().requireReady();
    if (!service.get().sources().control()) {
      throw Problem.notFound(
          "this server was not started to stop trainings: %s would let it"
              .formatted(dev.nextvec.internal.wording.Setting.ALLOW_CONTROL));
    }
    requireOwnPage(exchange);
    String name =
        Query.parse(service.get().form(exchange))
            .text("run")
            .orElseThrow(() -> Problem.unprocessable("say which run"));
    RunDirectory run =
        board()
            .run(name)
            .orElseThrow(() -> Problem.notFound("there is no run `%s` here".formatted(name)));
    Optional<ProcessHandle> trainer = RunLock.holder(run.path());
    if (trainer.isEmpty() || !trainer.get().supportsNormalTermination()) {
      throw Problem.unprocessable(
          run.isTraining()
              ? "`%s` cannot be stopped from here: who trains it is not known, or cannot be asked to save first"
                  .formatted(name)
              : "`%s` is not training any more".formatted(name));
    }
    trainer.get().destroy();
    service.get().told("asked process " + trainer.get().pid() + " to end, which trains " + name);
    return PageReply.to(Query.none().with("told", name).link(TrainView.TAB.path()));
  }

  /**
   * Only a page of this server may ask for it: browsers say which page asks, and no other name of
   * this machine, which another's page could have taken, will do where there is no key.
   */
  private void requireOwnPage(Exchange exchange) {
    boolean own = exchange.header("Origin").filter(exchange.origin()::equals).isPresent();
    boolean same = exchange.header("Sec-Fetch-Site").filter("same-origin"::equals).isPresent();
    Doors doors = service.get().doors();
    boolean named = doors.hasKey() || doors.hosts().isOwn(exchange);
    if (!(own && same && named)) {
      throw Problem.of(
          Problem.Kind.UNPROCESSABLE,
          "a training is stopped only from this server's own page, opened under a name of this"
              + " server");
    }
  }
}
