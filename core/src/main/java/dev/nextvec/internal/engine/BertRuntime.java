package dev.nextvec.internal.engine;

import dev.nextvec.data.EncoderPrecision;
import java.util.Optional;

/**
 * Computes BERT networks on kernels of its own, in the precision that is asked for; found by {@link
 * java.util.ServiceLoader}.
 */
public interface BertRuntime {

  /**
   * What this processor multiplies bfloat16 with, by the name of its flag; empty if it has nothing
   * for it. Loads no library.
   */
  Optional<String> bfloat16();

  /**
   * A network, to be closed.
   *
   * @throws EngineMissing if this platform or processor cannot compute it so
   */
  BertNetwork open(BertWeights weights, EncoderPrecision precision);
}
