package dev.nextvec.internal.hadoop;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * A path of one of Hadoop's file systems. Their names follow the rules of this machine's.
 *
 * @param system which one
 * @param inside the path in it
 */
record HadoopPath(HadoopSystem system, Path inside) implements Path {

  private static Path inside(Path other) {
    if (other instanceof HadoopPath path) {
      return path.inside;
    }
    throw new ProviderMismatchException();
  }

  private HadoopPath with(Path other) {
    return new HadoopPath(system, other);
  }

  private @Nullable HadoopPath orNull(@Nullable Path other) {
    return other == null ? null : with(other);
  }

  /** As Hadoop has it. */
  org.apache.hadoop.fs.Path hadoop() {
    return new org.apache.hadoop.fs.Path(
        toAbsolutePath().inside.toString().replace(inside.getFileSystem().getSeparator(), "/"));
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return inside.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return orNull(inside.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return orNull(inside.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return orNull(inside.getParent());
  }

  @Override
  public int getNameCount() {
    return inside.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return with(inside.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return with(inside.subpath(begin, end));
  }

  private boolean isSameSystem(Path other) {
    return other instanceof HadoopPath path && path.system.equals(system);
  }

  @Override
  public boolean startsWith(Path other) {
    return isSameSystem(other) && inside.startsWith(inside(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return isSameSystem(other) && inside.endsWith(inside(other));
  }

  @Override
  public Path normalize() {
    return with(inside.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return with(inside.resolve(inside(other)));
  }

  @Override
  public Path relativize(Path other) {
    return with(inside.relativize(inside(other)));
  }

  @Override
  public URI toUri() {
    return URI.create(system.address()).resolve(toAbsolutePath().inside.toUri().getRawPath());
  }

  @Override
  public HadoopPath toAbsolutePath() {
    return isAbsolute() ? this : with(Path.of("/").resolve(inside));
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    Path real = toAbsolutePath().normalize();
    system.provider().checkAccess(real);
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return inside.compareTo(inside(other));
  }

  /** The address of an absolute path; a relative one as it is. */
  @Override
  public String toString() {
    return isAbsolute() ? system.address() + inside : inside.toString();
  }
}
