package dev.nextvec.internal.train;

import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients, cut into buckets that are told one after another, each as soon as the backward
 * pass has completed it and those before it. A backward pass comes to the last parameters first, so
 * the buckets go from the end of the flat vector to its start. Which they are depends on nothing
 * but the parameters and the exchange, so that all workers tell the same ones in the same order.
 */
final class GradientBuckets implements AutoCloseable {
  private final Weights weights;
  private final Workspace owned;
  private final List<Bucket> buckets = new ArrayList<>();

  /**
   * Parameters side by side.
   *
   * @param places of the parameters
   * @param first their first number in the flat vector
   * @param gradients theirs
   */
  private record Bucket(Set<Weights.Place> places, long first, Tensor gradients) {}

  /**
   * Cuts them at parameters.
   *
   * @param least numbers of a bucket, but of the last one
   */
  GradientBuckets(Weights weights, int least) {
    this.weights = weights;
    owned = new Workspace(weights.engine());
    Set<Weights.Place> together = new HashSet<>();
    long count = 0;
    for (Weights.Place place : weights.places().reversed()) {
      together.add(place);
      count += place.count();
      if (count >= least || place.first() == 0) {
        Tensor gradients = weights.trainedGradients().narrow(0, place.first(), count);
        buckets.add(new Bucket(Set.copyOf(together), place.first(), owned.keepView(gradients)));
        together.clear();
        count = 0;
      }
    }
  }

  /**
   * The gradients of one step.
   *
   * @param exchange who is told
   * @param before what the passes before the last have added up, of the whole vector
   */
  Telling telling(GradientExchange exchange, Optional<Tensor> before) {
    return new Telling(exchange, before);
  }

  /** How the gradients of one step are told: it listens to the step's last backward pass. */
  final class Telling implements Weights.Listener {
    private final GradientExchange exchange;
    private final Optional<Tensor> before;
    private final Set<Weights.Place> complete = new HashSet<>();
    private final List<GradientExchange.Sum> sums = new ArrayList<>();

    private Telling(GradientExchange exchange, Optional<Tensor> before) {
      this.exchange = exchange;
      this.before = before;
    }

    @Override
    public void complete(Weights.Place place) {
      if (!complete.add(place)) {
        throw new IllegalStateException(
            "gradients %d to %d were completed twice in one backward pass"
                .formatted(place.first(), place.end() - 1));
      }
      while (sums.size() < buckets.size() && isComplete(buckets.get(sums.size()))) {
        sums.add(begin(buckets.get(sums.size())));
      }
    }

    private boolean isComplete(Bucket bucket) {
      return complete.containsAll(bucket.places);
    }

    private GradientExchange.Sum begin(Bucket bucket) {
      Tensor gradients = bucket.gradients;
      before.ifPresent(all -> gradients.add_(all.narrow(0, bucket.first, gradients.numel())));
      return exchange.begin(gradients);
    }

    /** The same for all that no backward pass has come to: it is told as it is. */
    void completeRest() {
      for (Weights.Place place : weights.places()) {
        if (!complete.contains(place)) {
          complete(place);
        }
      }
    }

    /** Once all are told, returns when they are those of the whole batch. */
    void await() {
      sums.forEach(GradientExchange.Sum::await);
    }
  }

  @Override
  public void close() {
    owned.close();
  }
}
