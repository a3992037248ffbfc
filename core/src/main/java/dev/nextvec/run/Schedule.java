package dev.nextvec.run;

/** How the learning rate changes while training. Stateless: a rate is a function of the history. */
public sealed interface Schedule {

  /** The name in commands. */
  String name();

  /** The same rate throughout. */
  record ConstantRate() implements Schedule {
    @Override
    public String name() {
      return "constant";
    }
  }

  /**
   * PyTorch's ReduceLROnPlateau: times {@code factor} when the validation loss has not fallen by a
   * relative 1e-4 for more than {@code patience} epochs, unless that would change it by 1e-8 or
   * less.
   */
  record Plateau(double factor, int patience) implements Schedule {
    public Plateau {
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException("`plateau-factor` must be in (0, 1) but was " + factor);
      }
      if (patience < 0) {
        throw new IllegalArgumentException("`patience` must not be negative but was " + patience);
      }
    }

    @Override
    public String name() {
      return "plateau";
    }
  }

  /**
   * Linear rise over the first {@code warmup} share of all steps, rounded to whole steps, then half
   * a cosine to zero.
   */
  record WarmupCosine(double warmup) implements Schedule {
    public WarmupCosine {
      if (!(warmup >= 0 && warmup < 1)) {
        throw new IllegalArgumentException("`warmup` must be in [0, 1) but was " + warmup);
      }
    }

    @Override
    public String name() {
      return "warmup-cosine";
    }
  }

  /**
   * The rate of a step.
   *
   * @param initial the configured learning rate
   * @param step steps done before this one
   * @param totalSteps steps of the whole training
   * @param validationLosses one for each finished epoch
   */
  default double rate(double initial, long step, long totalSteps, double[] validationLosses) {
    return switch (this) {
      case ConstantRate() -> initial;
      case Plateau(double factor, int patience) -> {
        double rate = initial;
        for (int i = reductions(validationLosses, patience); i > 0; i--) {
          rate = rate - rate * factor > 1e-8 ? rate * factor : rate;
        }
        yield rate;
      }
      case WarmupCosine(double warmup) -> {
        long rise = Math.round(warmup * totalSteps);
        yield step < rise
            ? initial * (step + 1) / rise
            : initial * 0.5 * (1 + Math.cos(Math.PI * (step - rise) / (totalSteps - rise)));
      }
    };
  }

  private static int reductions(double[] losses, int patience) {
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    int reductions = 0;
    for (double loss : losses) {
      if (loss < best * (1 - 1e-4)) {
        best = loss;
        waited = 0;
      } else if (++waited > patience) {
        reductions++;
        waited = 0;
      }
    }
    return reductions;
  }
}
