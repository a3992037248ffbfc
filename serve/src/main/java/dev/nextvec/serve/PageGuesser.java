package dev.nextvec.serve;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.page.Guesser;
import java.util.List;
import java.util.Optional;

/** Predicts by what is served, as every other request does. */
final class PageGuesser implements Guesser {
  private final Service service;
  private final Exchange exchange;

  PageGuesser(Service service, Exchange exchange) {
    this.service = service;
    this.exchange = exchange;
  }

  @Override
  public Optional<Integer> contextLength(Dataset dataset) {
    Catalog catalog = service.held();
    try {
      return fitting(catalog, dataset.dimension(), dataset.encoder())
          .map(each -> each.model().contextLength());
    } finally {
      catalog.letGo();
    }
  }

  /** The first model that takes such vectors. */
  private static Optional<ServedModel> fitting(
      Catalog catalog, int dimension, Optional<EncoderFingerprint> encoder) {
    return catalog.models().stream()
        .filter(each -> each.model().dimension() == dimension)
        .filter(each -> encoder.isEmpty() || takes(each, encoder.get()))
        .findFirst();
  }

  private static boolean takes(ServedModel served, EncoderFingerprint encoder) {
    try {
      served.model().requireEncoder(encoder);
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  @Override
  public Optional<Guess> after(Optional<EncoderFingerprint> encoder, List<float[]> context)
      throws Exception {
    Catalog catalog = service.held();
    try {
      Optional<ServedModel> served = fitting(catalog, context.getFirst().length, encoder);
      if (served.isEmpty()) {
        return Optional.empty();
      }
      exchange.answeredBy(served.get());
      PredictJob job =
          new PredictJob(
              served.get().model(),
              Numbers.joined(context, served.get().model().dimension()),
              service.limits().batch(),
              exchange.deadline());
      float[] vector = service.compute(job, exchange).predictions().getFirst().vector();
      return Optional.of(
          new Guess(served.get().id(), vector, served.get().model().candidates().isPresent()));
    } finally {
      catalog.letGo();
    }
  }
}
