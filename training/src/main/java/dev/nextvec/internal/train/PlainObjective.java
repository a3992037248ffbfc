package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.run.Loss;

/** A loss alone. */
record PlainObjective(Loss loss) implements Objective {
  @Override
  public double of(float[] raw, Batch batch, BatchShare share, int dim, float[] dRaw) {
    double mean = mean(raw, batch, dim, dRaw);
    double weight = share.weight();
    if (!share.isWhole()) {
      for (int i = 0; i < batch.size() * dim; i++) {
        dRaw[i] *= (float) weight;
      }
    }
    return weight * mean;
  }

  private double mean(float[] raw, Batch batch, int dim, float[] dRaw) {
    return switch (loss) {
      case Loss.MeanSquaredError mse -> mse.of(raw, batch.targets(), batch.size(), dim, dRaw);
      case Loss.Cosine cosine -> cosine.of(raw, batch.targets(), batch.size(), dim, dRaw);
      case Loss.InfoNce contrast ->
          contrast.of(raw, batch.size(), batch.targets(), batch.compared(), dim, dRaw);
    };
  }

  @Override
  public double ofNothing(Batch batch, BatchShare share, int dim) {
    return share.weight()
        * switch (loss) {
          case Loss.MeanSquaredError mse -> mse.ofNothing(batch.targets(), batch.size(), dim);
          case Loss.Cosine cosine -> cosine.ofNothing(batch.targets(), batch.size(), dim);
          case Loss.InfoNce contrast -> contrast.ofNothing(batch.targets(), batch.compared(), dim);
        };
  }
}
