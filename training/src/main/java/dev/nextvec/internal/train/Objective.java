package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;

/**
 * What a training lessens: a mean over the windows of a batch, found for each share of it apart.
 */
interface Objective {

  /**
   * What the windows of a share add to the mean over the batch, and to its gradient.
   *
   * @param raw predictions {@code [batch.size, dim]}
   * @param batch the windows of the share
   * @param dRaw receives the gradient of the batch's mean, {@code [batch.size, dim]}
   */
  double of(float[] raw, Batch batch, BatchShare share, int dim, float[] dRaw);

  /** The same for predictions that know nothing. */
  double ofNothing(Batch batch, BatchShare share, int dim);
}
