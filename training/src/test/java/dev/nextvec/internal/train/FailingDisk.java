package dev.nextvec.internal.train;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A disk on which each change is counted and one fails: opening a file to write, a write, a
 * synchronisation, a rename, a deletion, a new directory. What fails is either refused, as a full
 * disk refuses, or ends everything: no change after it happens, as after a kill.
 */
final class FailingDisk extends FileSystemProvider {
  private static final FileSystem REAL = FileSystems.getDefault();

  /** Not an exception that anything would catch and carry on from. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final int failing;
  private final boolean kills;
  private int changes;

  /**
   * @param failing number of the change that fails, from 1; 0 for none
   */
  FailingDisk(int failing, boolean kills) {
    this.failing = failing;
    this.kills = kills;
  }

  int changes() {
    return changes;
  }

  private void change() throws IOException {
    changes++;
    if (kills && failing > 0 && changes >= failing) {
      throw new Killed();
    }
    if (changes == failing) {
      throw new IOException("No space left on device");
    }
  }

  /** The same place, on this disk. */
  Path path(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            FailingDisk.class.getClassLoader(),
            new Class<?>[] {Path.class, Wrapped.class},
            handler(real));
  }

  /** A path of such a disk. */
  interface Wrapped {
    Path real();
  }

  private static Object real(Object value) {
    return value instanceof Wrapped wrapped ? wrapped.real() : value;
  }

  private InvocationHandler handler(Path real) {
    return (proxy, method, arguments) -> {
      if (method.getName().equals("real")) {
        return real;
      }
      if (method.getName().equals("getFileSystem")) {
        return new Disk(this);
      }
      Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < unwrapped.length; i++) {
        unwrapped[i] = real(unwrapped[i]);
      }
      try {
        Object result = method.invoke(real, unwrapped);
        return result instanceof Path path ? path(path) : result;
      } catch (java.lang.reflect.InvocationTargetException e) {
        throw e.getCause();
      }
    };
  }

  private static FileSystemProvider provider() {
    return REAL.provider();
  }

  private static Path real(Path path) {
    return (Path) real((Object) path);
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes = options.contains(StandardOpenOption.WRITE);
    if (writes) {
      change();
    }
    FileChannel channel = provider().newFileChannel(real(path), options, attributes);
    return writes ? new FailingChannel(this::change, channel) : channel;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> found = provider().newDirectoryStream(real(directory), filter);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> files = found.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return files.hasNext();
          }

          @Override
          public Path next() {
            return path(files.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        found.close();
      }
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    if (!real(path).toFile().exists()) {
      change();
    }
    provider().createDirectory(real(path), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (real(path).toFile().exists()) {
      change();
    }
    provider().delete(real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    change();
    provider().copy(real(source), real(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    change();
    provider().move(real(source), real(target), options);
  }

  @Override
  public boolean isSameFile(Path a, Path b) throws IOException {
    return provider().isSameFile(real(a), real(b));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return provider().isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return provider().getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    provider().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider().getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return provider().readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return provider().readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    provider().setAttribute(real(path), name, value, options);
  }

  /** The default file system, but for its provider. */
  private static final class Disk extends FileSystem {
    private final FailingDisk disk;

    Disk(FailingDisk disk) {
      this.disk = disk;
    }

    @Override
    public FileSystemProvider provider() {
      return disk;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return REAL.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return REAL.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return REAL.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return REAL.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return disk.path(REAL.getPath(first, more));
    }

    @Override
    public java.nio.file.PathMatcher getPathMatcher(String pattern) {
      java.nio.file.PathMatcher matcher = REAL.getPathMatcher(pattern);
      return path -> matcher.matches(real(path));
    }

    @Override
    public java.nio.file.attribute.UserPrincipalLookupService getUserPrincipalLookupService() {
      return REAL.getUserPrincipalLookupService();
    }

    @Override
    public java.nio.file.WatchService newWatchService() throws IOException {
      return REAL.newWatchService();
    }
  }
}
