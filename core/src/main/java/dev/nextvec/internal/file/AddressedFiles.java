package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The files of other file systems, as paths: brought by a module whose users have a library for
 * them.
 */
public interface AddressedFiles {
  /**
   * The path that an address names. Its {@link Path#toString} is the address again.
   *
   * @param address without a secret, see {@link Addresses#requireOpen}
   * @throws IOException if there is no such file system, or it does not answer
   */
  Path path(String address) throws IOException;

  /** Those on the class path, if there are any. */
  static Optional<AddressedFiles> find() {
    return ServiceLoader.load(AddressedFiles.class, AddressedFiles.class.getClassLoader())
        .findFirst();
  }
}
