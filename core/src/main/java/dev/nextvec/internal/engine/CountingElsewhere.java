package dev.nextvec.internal.engine;

import dev.nextvec.data.Windows;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;

/**
 * An engine that counts rows on other machines, and does everything else here.
 *
 * @param here what does everything else
 * @param site who counts
 */
public record CountingElsewhere(Engine here, CountingSite.Counts site) implements Engine {
  @Override
  public int[] count(VectorStore store, RowCounting counting) throws IOException {
    return site.count(here, store, counting);
  }

  @Override
  public int threads() {
    return here.threads();
  }

  @Override
  public Environment environment() {
    return here.environment();
  }

  @Override
  public Environment networkEnvironment() {
    return here.networkEnvironment();
  }

  @Override
  public Predictor open(String name, ModelFile model, PredictionPrecision precision)
      throws IOException {
    return here.open(name, model, precision);
  }

  @Override
  public void products(
      CandidateRows candidates, float[] queries, int count, Similarities.Consumer consumer) {
    here.products(candidates, queries, count, consumer);
  }

  @Override
  public void ownProducts(float[] rows, int count, int dimension, float[] into) {
    here.ownProducts(rows, count, dimension, into);
  }

  @Override
  public RidgeSystem ridge(Windows windows, int[] rows, double[] mean) {
    return here.ridge(windows, rows, mean);
  }

  @Override
  public AffineMap affine(float[] weights, float[] offset) {
    return here.affine(weights, offset);
  }

  @Override
  public CovarianceSum covariance(int dimension) {
    return here.covariance(dimension);
  }
}
