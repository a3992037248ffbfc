package dev.nextvec.serve;

import dev.nextvec.data.Document;
import dev.nextvec.internal.page.ExploreQuery;
import dev.nextvec.internal.page.Explored;
import dev.nextvec.internal.page.Explored.Column;
import dev.nextvec.internal.page.Explored.Listing;
import dev.nextvec.internal.page.Explored.Named;
import dev.nextvec.internal.page.Explored.Passage;
import dev.nextvec.internal.page.Explorer;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Explores what is served, by the code and within the bounds that {@link Retrieve} has. */
final class PageExplorer implements Explorer {
  /** How deep the chunk that really comes next is looked for. */
  private static final int DEPTH = 50;

  private static final int LISTED = 50;

  private final Service service;
  private final Queries queries;
  private final Exchange exchange;

  PageExplorer(Service service, Queries queries, Exchange exchange) {
    this.service = service;
    this.queries = queries;
    this.exchange = exchange;
  }

  @Override
  public Optional<Explored> explore(ExploreQuery query) throws Exception {
    Catalog catalog = service.held();
    try {
      if (catalog.indexes().isEmpty()) {
        return Optional.empty();
      }
      List<String> names = catalog.indexes().stream().map(ServedIndex::id).toList();
      ServedIndex index = catalog.index(query.index().or(() -> Optional.of(names.getFirst())));
      exchange.answeredBy(index);
      return Optional.of(explored(query, index, names));
    } finally {
      catalog.letGo();
    }
  }

  private Explored explored(ExploreQuery query, ServedIndex index, List<String> names)
      throws Exception {
    List<String> notes = new ArrayList<>();
    index.warning().ifPresent(each -> notes.add(each.replaceFirst("^warning: t", "T") + "."));
    PageStrategies ways = PageStrategies.of(index, service.encoder(), query.text().isPresent());
    ways.note().ifPresent(notes::add);
    Asked asked = ways.asked();
    Optional<Place> place = query.text().isPresent() ? Optional.empty() : place(query, asked);
    Context context =
        place.isPresent()
            ? asked.retriever().at(place.get().in())
            : queries.ofText(query.text().orElseThrow(), asked, exchange);
    if (place.isEmpty()) {
      index.cutNote().ifPresent(each -> notes.add(sentence(each)));
    }
    if (asked.strategy().needsModel()) {
      index.model().ifPresent(exchange::answeredBy);
    }
    Search wanted = Search.of(DEPTH);
    SearchJob job =
        service.compute(new SearchJob(asked, context, wanted, exchange.deadline()), exchange);
    Passage passage =
        new PagePassage(service, exchange, index)
            .of(context, place.map(Place::document), place.map(Place::at).orElse(0L));
    return new Explored(
        index.id(),
        names,
        listing(query, index.plain().documents()),
        passage,
        columns(query, index, asked, job, passage),
        notes);
  }

  private static String sentence(String line) {
    return Character.toUpperCase(line.charAt(0)) + line.substring(1) + ".";
  }

  /** A place of a document. */
  private record Place(Document document, long at) {
    Context.Place in() {
      return new Context.Place(document.id(), at);
    }
  }

  private static Optional<Place> place(ExploreQuery query, Asked asked) {
    Retriever retriever = asked.retriever();
    int n = asked.index().manifest().contextLength();
    List<Document> all = retriever.documents();
    Document document =
        query.document().isPresent()
            ? named(all, query.document().get(), asked.index().id())
            : all.stream()
                .filter(each -> each.count() > n)
                .findFirst()
                .or(() -> all.stream().filter(each -> each.count() > 0).findFirst())
                .orElseThrow(() -> Problem.unprocessable("the index has no documents"));
    if (document.count() == 0) {
      throw Problem.unprocessable("document `%s` has no chunks".formatted(document.id()));
    }
    long at = query.at().orElse(Math.max(1, Math.min(n, document.count() - 1)));
    return Optional.of(new Place(document, at));
  }

  private static Document named(List<Document> all, String id, String index) {
    return all.stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> Problem.notFound("the index `%s` has no document `%s`".formatted(index, id)));
  }

  private static Listing listing(ExploreQuery query, List<Document> all) {
    String find = query.find().toLowerCase(Locale.ROOT);
    List<Document> found =
        all.stream()
            .filter(
                each -> (each.title() + "\n" + each.id()).toLowerCase(Locale.ROOT).contains(find))
            .toList();
    int pages = Math.max(1, (found.size() + LISTED - 1) / LISTED);
    int page = Math.min(query.page(), pages);
    List<Named> shown =
        found.stream().skip((page - 1L) * LISTED).limit(LISTED).map(PagePassage::named).toList();
    return new Listing(shown, found.size(), page, pages);
  }

  private List<Column> columns(
      ExploreQuery query, ServedIndex index, Asked asked, SearchJob job, Passage passage) {
    Strategy preferred = index.retriever(Optional.empty()).strategy();
    PageRequest request = new PageRequest(exchange, service.doors().hasKey(), index.id(), DEPTH);
    return Stream.concat(Stream.of(asked.strategy()), asked.beside().stream())
        .map(
            each -> {
              List<Hit> hits = job.hits(each);
              return new Column(
                  each.label(),
                  each.equals(preferred),
                  hits,
                  rank(hits, passage),
                  DEPTH,
                  request.of(each, query.text(), passage));
            })
        .toList();
  }

  private static OptionalInt rank(List<Hit> hits, Passage passage) {
    return passage.document().isEmpty() || passage.next().isEmpty()
        ? OptionalInt.empty()
        : hits.stream()
            .filter(hit -> hit.document().equals(passage.document().get().id()))
            .filter(hit -> hit.position() == passage.at())
            .mapToInt(Hit::rank)
            .findFirst();
  }
}
