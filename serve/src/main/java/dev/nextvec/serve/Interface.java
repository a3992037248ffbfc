package dev.nextvec.serve;

import dev.nextvec.serve.Route.OpenTo;
import dev.nextvec.serve.Route.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The routes of a server. What is described, counted and answered is made of this list. */
final class Interface {
  private static final String TEXT = "text/plain";
  private static final String HTML = "text/html";

  private final List<Route> routes = new ArrayList<>();

  private Interface() {}

  /**
   * All routes.
   *
   * @param service asked when a request comes; it is made after the routes, whose names it counts
   *     by
   */
  static Routes of(Supplier<Service> service) {
    Interface all = new Interface();
    all.inferenceProtocol(service);
    all.work(service);
    all.facts(service);
    return new Routes(all.routes);
  }

  private void inferenceProtocol(Supplier<Service> service) {
    get(
        "/v2/health/live",
        OpenTo.ALL,
        "live",
        "Whether the server runs.",
        "Live",
        Set.of(),
        exchange -> new ModelFacts(service.get()).live(exchange));
    get(
        "/v2/health/ready",
        OpenTo.ALL,
        "ready",
        "Whether everything is open and was tried.",
        "Ready",
        Set.of(503),
        exchange -> new ModelFacts(service.get()).ready(exchange));
    get(
        "/v2",
        OpenTo.CLIENTS,
        "server",
        "What the server is.",
        "ServerMetadata",
        Set.of(),
        exchange -> new ModelFacts(service.get()).server(exchange));
    get(
        "/v2/models/{model}",
        OpenTo.CLIENTS,
        "model",
        "What a model takes and gives.",
        "ModelMetadata",
        Set.of(503),
        exchange -> new ModelFacts(service.get()).model(exchange));
    get(
        "/v2/models/{model}/ready",
        OpenTo.CLIENTS,
        "modelReady",
        "Whether a model is ready.",
        "ModelReady",
        Set.of(503),
        exchange -> new ModelFacts(service.get()).modelReady(exchange));
    routes.add(
        new Route(
            "POST",
            "/v2/models/{model}/infer",
            OpenTo.CLIENTS,
            new Operation(
                "infer",
                "Predicts, in the words of the Open Inference Protocol.",
                Optional.of("InferRequest"),
                true,
                "InferResponse",
                Set.of(),
                true),
            exchange -> new Infer(service.get()).answer(exchange)));
  }

  private void work(Supplier<Service> service) {
    post(
        "/v1/predict",
        "predict",
        "Predicts the vector that comes next after texts or vectors.",
        "PredictRequest",
        "PredictResponse",
        Set.of(404),
        exchange -> new Predict(service.get(), new Encoding(service.get())).answer(exchange));
    post(
        "/v1/retrieve",
        "retrieve",
        "Finds the chunks that should come next.",
        "RetrieveRequest",
        "RetrieveResponse",
        Set.of(404),
        exchange -> new Retrieve(service.get(), queries(service.get())).answer(exchange));
    post(
        "/v1/vector_stores/{store}/search",
        "searchVectorStore",
        "Searches an index, in the words of OpenAI.",
        "StoreSearchRequest",
        "StoreSearchResponse",
        Set.of(),
        exchange -> new VectorStores(service.get(), queries(service.get())).answer(exchange));
    post(
        "/v1/embeddings",
        "embeddings",
        "Makes vectors of texts, in the words of OpenAI.",
        "EmbeddingsRequest",
        "EmbeddingsResponse",
        Set.of(404),
        exchange -> new Embeddings(new Encoding(service.get())).answer(exchange));
  }

  private static Queries queries(Service service) {
    return new Queries(service, new Encoding(service));
  }

  private void facts(Supplier<Service> service) {
    get(
        "/info",
        OpenTo.CLIENTS,
        "info",
        "What is served, and within which limits.",
        "Info",
        Set.of(503),
        exchange -> new Info(service.get()).info(exchange));
    get(
        "/v1/models",
        OpenTo.CLIENTS,
        "models",
        "What is served, in the words of OpenAI.",
        "Models",
        Set.of(503),
        exchange -> new Info(service.get()).models(exchange));
    get(
        "/health",
        OpenTo.ALL,
        "health",
        "Whether requests are answered.",
        "Health",
        Set.of(503),
        exchange -> new Info(service.get()).health(exchange));
    get(
        "/metrics",
        OpenTo.METRICS,
        "metrics",
        "What was counted, for Prometheus.",
        TEXT,
        Set.of(),
        exchange ->
            Reply.text(TEXT + "; version=0.0.4; charset=utf-8", service.get().metrics().text()));
    get(
        "/openapi.json",
        OpenTo.CLIENTS,
        "openapi",
        "This description.",
        "OpenApi",
        Set.of(),
        exchange -> Reply.json(Description.of(new Routes(routes))));
    get(
        "/docs",
        OpenTo.CLIENTS,
        "docs",
        "This description, to be read.",
        HTML,
        Set.of(),
        exchange ->
            Reply.text(HTML + "; charset=utf-8", DocsPage.of(Description.of(new Routes(routes))))
                .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
    routes.add(
        new Route(
            "POST",
            "/admin/reload",
            OpenTo.ADMINISTRATORS,
            new Operation(
                "reload",
                "Opens everything anew, and serves it if it is sound.",
                Optional.empty(),
                false,
                "Info",
                Set.of(422, 503),
                false),
            exchange -> reload(service.get(), exchange)));
  }

  private static Reply reload(Service service, Exchange exchange) throws IOException {
    service.requireReady();
    try {
      service.reload();
    } catch (IOException | IllegalArgumentException e) {
      throw Problem.unprocessable(
          "nothing was changed, because what was found cannot be served; the server's log says"
              + " why");
    }
    return new Info(service).info(exchange);
  }

  private void get(
      String path,
      OpenTo openTo,
      String id,
      String summary,
      String gives,
      Set<Integer> fails,
      Route.Handler handler) {
    routes.add(
        new Route(
            "GET",
            path,
            openTo,
            new Operation(id, summary, Optional.empty(), false, gives, fails, false),
            handler));
  }

  private void post(
      String path,
      String id,
      String summary,
      String takes,
      String gives,
      Set<Integer> fails,
      Route.Handler handler) {
    routes.add(
        new Route(
            "POST",
            path,
            OpenTo.CLIENTS,
            new Operation(id, summary, Optional.of(takes), false, gives, fails, true),
            handler));
  }
}
