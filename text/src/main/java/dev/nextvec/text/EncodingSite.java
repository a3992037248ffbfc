package dev.nextvec.text;

import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Where encodings are done instead of in this process: on the machines of a cluster. Found by
 * {@link ServiceLoader}; the dataset is the same wherever it is made.
 */
public interface EncodingSite {

  /**
   * Makes the dataset of a job.
   *
   * @param monitor told how far it is; may ask it to stop, with all finished work kept
   * @throws IOException if something cannot be read, encoded or written
   * @throws IllegalArgumentException if an option or the content of the input is wrong
   */
  EncodeReport encode(EncodeJob job, EncoderChoice encoder, Monitor monitor) throws IOException;

  /** The one on the class path, if there is one. */
  static Optional<EncodingSite> find() {
    return ServiceLoader.load(EncodingSite.class, EncodingSite.class.getClassLoader()).findFirst();
  }
}
