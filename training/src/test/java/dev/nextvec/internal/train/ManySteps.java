package dev.nextvec.internal.train;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import org.bytedeco.javacpp.Pointer;

/** A process of its own that says what 2,000 steps of an architecture leave behind. */
final class ManySteps {
  private static final int DIM = 64;
  private static final int WARM_UP = 300;
  private static final int STEPS = 2000;

  private ManySteps() {}

  public static void main(String[] args) {
    Architecture architecture =
        Tiny.architectures(DIM, 5, 32).stream()
            .filter(a -> a.name().equals(args[0]))
            .findFirst()
            .orElseThrow();
    CounterRandom random = CounterRandom.of(1, "batch");
    float[] contexts = new float[5 * Tiny.BATCH * DIM];
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = (float) random.gaussian(i);
    }
    float[] targets = new float[Tiny.BATCH * DIM];
    float[] raw = new float[Tiny.BATCH * DIM];
    Batch batch = Batch.of(Tiny.engine().torch(), contexts, targets, Tiny.BATCH, DIM);
    Batch few = new Batch(batch.contexts(), targets, 3); // now and then the epoch's last batch
    long objects = 0;
    long bytes = 0;
    try (Learner learner =
        new Learner(Tiny.engine().torch(), architecture, TrainingConfig.defaults())) {
      for (int step = 0; step < WARM_UP + STEPS; step++) {
        if (step == WARM_UP) {
          objects = Pointer.totalCount();
          bytes = Pointer.physicalBytes();
        }
        learner.step(step % 13 == 0 ? few : batch, step, 1e-4);
        if (step % 100 == 0) {
          learner.predict(batch, raw);
        }
      }
      System.out.println(
          (Pointer.totalCount() - objects) + " " + (Pointer.physicalBytes() - bytes));
    }
  }
}
