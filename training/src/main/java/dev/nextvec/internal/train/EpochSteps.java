package dev.nextvec.internal.train;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.util.Optional;
import java.util.OptionalDouble;

/** The steps of one epoch: which windows in which order, beside what, at which rate. */
final class EpochSteps {
  private static final int SIGN_OF_LIFE = 16; // local steps

  private final TrainingConfig config;
  private final Learner learner;
  private final Sharing sharing;
  private final Gather gather;
  private final int[] order;
  private final Optional<CandidateSource> candidates;
  private final double[] errors; // of the epochs before
  private final OptionalDouble fixedRate; // of all steps of the epoch

  EpochSteps(
      TrainingConfig config,
      Windows windows,
      Split split,
      TrainingState state,
      Learner learner,
      Gather gather,
      Sharing sharing) {
    this.config = config;
    this.learner = learner;
    this.sharing = sharing;
    this.gather = gather;
    order = EpochOrder.of(config.goal(), windows, split.train(), config.seed(), state.epoch());
    candidates =
        switch (config.goal()) {
          case Goal.Regression() -> Optional.empty();
          case Goal.Retrieval goal ->
              Optional.of(
                  new CandidateSource(windows, split.train(), goal.negatives(), config.seed()));
        };
    errors = state.errors();
    fixedRate =
        switch (config.schedule()) {
          case Schedule.ConstantRate constant -> OptionalDouble.of(scheduled(state.step()));
          case Schedule.Plateau plateau -> OptionalDouble.of(scheduled(state.step()));
          case Schedule.WarmupCosine warmup -> OptionalDouble.empty();
        };
  }

  /** Windows of the epoch. */
  int windows() {
    return order.length;
  }

  /** Steps of the epoch; the last one may be of fewer windows. */
  long count() {
    return Math.ceilDiv((long) order.length, config.batch());
  }

  /** Windows of a step of the epoch. */
  private int size(long stepInEpoch) {
    return Math.min(config.batch(), order.length - from(stepInEpoch));
  }

  private int from(long stepInEpoch) {
    return Math.toIntExact(stepInEpoch * config.batch());
  }

  /**
   * The learning rate of a step.
   *
   * @param step steps of the whole training that were done before it
   */
  double rate(long step) {
    return fixedRate.isPresent() ? fixedRate.getAsDouble() : scheduled(step);
  }

  private double scheduled(long step) {
    return config
        .schedule()
        .rate(config.optimiser().learningRate(), step, count() * config.epochs(), errors);
  }

  /**
   * What is done before all workers have the same again.
   *
   * @param steps how many: one, or those that workers take alone
   * @param windows of all of them
   * @param figures means of the steps, and the sum of their cosines; the same for all workers
   * @param worst the step, counted from the first, whose loss was the largest or no number
   * @param worstLoss that loss
   */
  record Round(long steps, int windows, Learner.Step figures, long worst, double worstLoss) {
    static Round of(int windows, Learner.Step step) {
      return new Round(1, windows, step, 0, step.loss());
    }

    static Round of(double[] losses, int windows, Learner.Step figures) {
      int worst = 0;
      for (int i = 1; i < losses.length && !Double.isNaN(losses[worst]); i++) {
        worst = losses[i] <= losses[worst] ? worst : i;
      }
      return new Round(losses.length, windows, figures, worst, losses[worst]);
    }
  }

  /** Does what comes next. */
  Round take(TrainingState state) {
    if (config.localSteps().isPresent()) {
      long left = count() - state.stepInEpoch();
      return takeAlone(state, (int) Math.min(config.localSteps().get().steps(), left));
    }
    Coming coming = new Coming(state.stepInEpoch(), state.step());
    return Round.of(coming.size, learner.step(coming, state.step(), rate(state.step())));
  }

  /** Steps of this worker alone, and then the mean of all; none is taken where one went wrong. */
  private Round takeAlone(TrainingState state, int steps) {
    double[] sums = new double[4];
    double[] losses = new double[steps];
    int windows = 0;
    for (int i = 0; i < steps; i++) {
      long number = state.step() + i;
      Coming coming = new Coming(state.stepInEpoch() + i, number);
      Learner.Step own = learner.stepAlone(coming, number, rate(number));
      losses[i] = own.loss();
      sums[0] += own.loss() * coming.size;
      sums[1] += own.cosines();
      sums[2] += own.gradientNorm();
      sums[3] += own.lossOfNothing() * coming.size;
      windows += coming.size;
      if (i % SIGN_OF_LIFE == SIGN_OF_LIFE - 1) {
        sharing.exchange().sum(new double[1]); // so that nobody waits long for who is slower
      }
    }
    sharing.exchange().sum(sums);
    sharing.exchange().sum(losses);
    Learner.Step all =
        new Learner.Step(sums[0] / windows, sums[1], sums[2] / steps, sums[3] / windows);
    if (all.isFinite()) {
      learner.takeMean(state.step() + steps);
    }
    return Round.of(losses, windows, all);
  }

  /** The windows of the coming step that are this worker's, in as many pieces as are asked for. */
  private final class Coming implements Learner.Parts {
    private final int from;
    private final int size;
    private final BatchShare here;
    private final Optional<Candidates> among; // of the whole batch

    Coming(long stepInEpoch, long step) {
      size = size(stepInEpoch);
      from = from(stepInEpoch);
      here = BatchShare.of(size, sharing.exchange().rank(), sharing.exchange().workers());
      among = candidates.map(source -> source.of(order, from, size, step));
    }

    @Override
    public int count() {
      return Math.clamp(here.size(), 1, sharing.pieces());
    }

    @Override
    public BatchShare share(int part) {
      return here.piece(part, count());
    }

    @Override
    public Batch batch(int part) {
      BatchShare share = share(part);
      if (among.isPresent()) {
        Batch own = gather.batch(order, from + share.first(), share.size());
        return own.with(among.get().of(share));
      }
      return config.loss() instanceof Loss.InfoNce
          ? gather.amongAll(order, from, share)
          : gather.batch(order, from + share.first(), share.size());
    }
  }
}
