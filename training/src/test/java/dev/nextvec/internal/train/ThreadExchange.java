package dev.nextvec.internal.train;

import dev.nextvec.internal.torch.Libtorch;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.pytorch.Tensor;

/** Workers that are threads of one process. */
record ThreadExchange(Libtorch engine, Meeting meeting, int rank) implements GradientExchange {

  /** Where they meet: all lay down their numbers, and each takes the sums in the same order. */
  static final class Meeting {
    private final CyclicBarrier barrier;
    private final double[][] laid;

    Meeting(int workers) {
      barrier = new CyclicBarrier(workers);
      laid = new double[workers][];
    }

    private double[] sum(int rank, double[] own) {
      laid[rank] = own;
      await();
      double[] sums = new double[own.length];
      for (double[] each : laid) {
        Arrays.setAll(sums, i -> sums[i] + each[i]);
      }
      await();
      return sums;
    }

    private void await() {
      try {
        barrier.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("a worker is gone", e);
      }
    }
  }

  @Override
  public int workers() {
    return meeting.laid.length;
  }

  @Override
  public void sum(double[] figures) {
    double[] sums = meeting.sum(rank, figures.clone());
    System.arraycopy(sums, 0, figures, 0, sums.length);
  }

  /** Networks of tests have a thousand numbers or two. */
  @Override
  public int bucket() {
    return 100;
  }

  @Override
  public Sum begin(Tensor gradients) {
    float[] own = new float[Math.toIntExact(gradients.numel())];
    engine.download(gradients, own, own.length);
    double[] wide = new double[own.length];
    Arrays.setAll(wide, i -> own[i]);
    double[] sums = meeting.sum(rank, wide);
    for (int i = 0; i < own.length; i++) {
      own[i] = (float) sums[i];
    }
    engine.upload(own, own.length, gradients);
    return () -> {};
  }
}
