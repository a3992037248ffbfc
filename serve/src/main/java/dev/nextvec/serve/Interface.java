package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.serve.Route.OpenTo;
import dev.nextvec.serve.Route.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The routes of a server. What is described, counted and answered is made of this list; the page
 * for people is counted and answered, and no part of the description for programs.
 */
final class Interface {
  private static final String TEXT = "text/plain";
  private static final String HTML = "text/html";

  private final List<Route> routes = new ArrayList<>();
  private final Supplier<Service> service;
  private Optional<ObjectNode> description = Optional.empty();
  private Optional<String> page = Optional.empty();

  private Interface(Supplier<Service> service) {
    this.service = service;
  }

  /**
   * All routes.
   *
   * @param service asked when a request comes; it is made after the routes, by whose names it
   *     counts
   */
  static Routes of(Supplier<Service> service) {
    Interface all = new Interface(service);
    all.health();
    all.inferenceProtocol();
    all.predictions();
    all.openAi();
    all.facts();
    all.description();
    all.administration();
    PageRoutes page = new PageRoutes(service);
    return new Routes(Stream.concat(all.routes.stream(), page.all().stream()).toList(), page);
  }

  private ModelFacts models() {
    return new ModelFacts(service.get());
  }

  private ServerInfo info() {
    return new ServerInfo(service.get());
  }

  private Encoding encoding() {
    return new Encoding(service.get());
  }

  private Queries queries() {
    return new Queries(service.get(), encoding());
  }

  private void health() {
    get(
        "/v2/health/live",
        OpenTo.ALL,
        new Answer("live", "Whether the server runs.", "Live"),
        exchange -> models().live(exchange));
    get(
        "/v2/health/ready",
        OpenTo.ALL,
        new Answer("ready", "Whether everything is open and was tried.", "Ready"),
        exchange -> models().ready(exchange));
    get(
        "/health",
        OpenTo.ALL,
        new Answer("health", "Whether requests are answered.", "Health"),
        exchange -> info().health(exchange));
  }

  private void inferenceProtocol() {
    get(
        "/v2",
        OpenTo.CLIENTS,
        new Answer("server", "What the server is.", "ServerMetadata"),
        exchange -> models().server(exchange));
    get(
        "/v2/models/{model}",
        OpenTo.CLIENTS,
        new Answer("model", "What a model takes and gives.", "ModelMetadata"),
        exchange -> models().model(exchange));
    get(
        "/v2/models/{model}/ready",
        OpenTo.CLIENTS,
        new Answer("modelReady", "Whether a model is ready.", "ModelReady"),
        exchange -> models().modelReady(exchange));
    work(
        "/v2/models/{model}/infer",
        true,
        "InferRequest",
        new Answer(
            "infer", "Predicts, in the words of the Open Inference Protocol.", "InferResponse"),
        exchange -> new Infer(service.get()).answer(exchange));
  }

  private void predictions() {
    work(
        "/v1/predict",
        false,
        "PredictRequest",
        new Answer(
            "predict",
            "Predicts the vector that comes next after texts or vectors.",
            "PredictResponse"),
        exchange -> new Predict(service.get(), encoding()).answer(exchange));
    work(
        "/v1/retrieve",
        false,
        "RetrieveRequest",
        new Answer("retrieve", "Finds the chunks that should come next.", "RetrieveResponse"),
        exchange -> new Retrieve(service.get(), queries()).answer(exchange));
  }

  private void openAi() {
    work(
        "/v1/vector_stores/{store}/search",
        false,
        "StoreSearchRequest",
        new Answer(
            "searchVectorStore", "Searches an index, in OpenAI's words.", "StoreSearchResponse"),
        exchange -> new VectorStores(service.get(), queries()).answer(exchange));
    work(
        "/v1/embeddings",
        false,
        "EmbeddingsRequest",
        new Answer(
            "embeddings", "Makes vectors of texts, in OpenAI's words.", "EmbeddingsResponse"),
        exchange -> new Embeddings(encoding()).answer(exchange));
    get(
        "/v1/models",
        OpenTo.CLIENTS,
        new Answer("models", "What is served, in OpenAI's words.", "Models"),
        exchange -> info().models(exchange));
  }

  private void facts() {
    get(
        "/info",
        OpenTo.CLIENTS,
        new Answer("info", "What is served, and within which limits.", "Info"),
        exchange -> info().info(exchange));
    get(
        "/metrics",
        OpenTo.METRICS,
        new Answer("metrics", "What was counted, for Prometheus.", TEXT),
        exchange ->
            Reply.text(TEXT + "; version=0.0.4; charset=utf-8", service.get().metrics().text()));
  }

  private void description() {
    get(
        "/openapi.json",
        OpenTo.CLIENTS,
        new Answer("openapi", "This description.", "OpenApi"),
        exchange -> Reply.json(described()));
    get(
        "/docs",
        OpenTo.VISITORS,
        new Answer("docs", "This description, to be read.", HTML),
        exchange ->
            Reply.text(HTML + "; charset=utf-8", page())
                .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
  }

  /** Made when it is first asked for, and once. */
  private synchronized ObjectNode described() throws IOException {
    if (description.isEmpty()) {
      description = Optional.of(Description.of(routes));
    }
    return description.get();
  }

  private synchronized String page() throws IOException {
    if (page.isEmpty()) {
      page = Optional.of(DocsPage.of(described()));
    }
    return page.get();
  }

  private void administration() {
    Answer answer = new Answer("reload", "Opens everything anew, and serves it if sound.", "Info");
    routes.add(
        new Route(
            "POST",
            "/admin/reload",
            OpenTo.ADMINISTRATORS,
            answer.to(Optional.empty(), false, Set.of(422, 503), false),
            this::reload));
  }

  private Reply reload(Exchange exchange) throws IOException {
    service.get().requireReady();
    try {
      service.get().reload();
    } catch (IOException | IllegalArgumentException e) {
      throw Problem.unprocessable(
          "nothing was changed, because what was found cannot be served; the server's log says"
              + " why");
    }
    return info().info(exchange);
  }

  /** What a route says of itself; see {@link Operation}. */
  private record Answer(String id, String summary, String gives) {
    Operation to(Optional<String> takes, boolean binary, Set<Integer> fails, boolean works) {
      return new Operation(id, summary, takes, binary, gives, fails, works);
    }
  }

  private void get(String path, OpenTo openTo, Answer answer, Route.Handler handler) {
    Operation operation = answer.to(Optional.empty(), false, Set.of(503), false);
    routes.add(new Route("GET", path, openTo, operation, handler));
  }

  private void work(
      String path, boolean binary, String takes, Answer answer, Route.Handler handler) {
    Operation operation = answer.to(Optional.of(takes), binary, Set.of(404), true);
    routes.add(new Route("POST", path, OpenTo.CLIENTS, operation, handler));
  }
}
