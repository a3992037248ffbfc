package dev.nextvec.serve;

import dev.nextvec.data.Document;
import dev.nextvec.internal.page.Explored.Chunk;
import dev.nextvec.internal.page.Explored.Named;
import dev.nextvec.internal.page.Explored.Passage;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was said, with the attention that the model of an index pays to it. */
final class PagePassage {
  private final Service service;
  private final Exchange exchange;
  private final ServedIndex index;

  PagePassage(Service service, Exchange exchange, ServedIndex index) {
    this.service = service;
    this.exchange = exchange;
    this.index = index;
  }

  static Named named(Document document) {
    return new Named(document.id(), document.title(), document.count());
  }

  /**
   * A passage.
   *
   * @param document that the context is of; absent for a pasted text
   * @param at number of the next chunk
   */
  Passage of(Context context, Optional<Document> document, long at) throws Exception {
    int n = Math.max(context.texts().size(), context.vectors().size());
    float[] attention = attention(context, n);
    long first = document.isPresent() ? at - n : 0;
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String text = context.texts().isEmpty() ? "" : context.texts().get(i);
      OptionalDouble weight =
          attention.length == n ? OptionalDouble.of(attention[i]) : OptionalDouble.empty();
      chunks.add(new Chunk(first + i, text, weight));
    }
    return new Passage(
        document.map(PagePassage::named),
        at,
        chunks,
        document.isPresent() ? next(document.get(), at) : Optional.empty(),
        attention.length == n ? index.model().map(ServedModel::id) : Optional.empty());
  }

  private Optional<Chunk> next(Document document, long at) throws IOException {
    if (at >= document.count()) {
      return Optional.empty();
    }
    String text = index.plain().texts(document.id(), at, at + 1).getFirst();
    return Optional.of(new Chunk(at, text, OptionalDouble.empty()));
  }

  /** Weights of the context's chunks; none where the model gives none, or the context is short. */
  private float[] attention(Context context, int n) throws Exception {
    Optional<ServedModel> served = index.model().filter(ServedModel::attention);
    if (served.isEmpty() || context.vectors().size() != served.get().model().contextLength()) {
      return new float[0];
    }
    Model model = served.get().model();
    PredictJob job =
        new PredictJob(
            model,
            Numbers.joined(context.vectors(), model.dimension()),
            service.limits().batch(),
            exchange.deadline());
    return service
        .compute(job, exchange)
        .predictions()
        .getFirst()
        .attention()
        .filter(weights -> weights.length == n)
        .orElse(new float[0]);
  }
}
