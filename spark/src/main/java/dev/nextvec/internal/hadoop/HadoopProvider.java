package dev.nextvec.internal.hadoop;

import static dev.nextvec.internal.hadoop.HadoopErrors.asked;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * What {@link java.nio.file.Files} does, done by Hadoop: files are read from any place on, and
 * written from the beginning to the end, once.
 */
final class HadoopProvider extends FileSystemProvider {
  static final HadoopProvider INSTANCE = new HadoopProvider();

  private final Map<String, HadoopSystem> systems = new ConcurrentHashMap<>();

  private HadoopProvider() {}

  /** A file system that was asked for before: to configure Hadoop takes its time. */
  Optional<HadoopSystem> known(URI address) {
    return Optional.ofNullable(systems.get(base(address, address.getRawAuthority())));
  }

  /**
   * A file system as paths.
   *
   * @param address names it, perhaps without a host
   */
  HadoopSystem system(org.apache.hadoop.fs.FileSystem files, URI address) {
    String given = address.getRawAuthority();
    String authority = given == null ? files.getUri().getRawAuthority() : given;
    return systems.computeIfAbsent(base(address, authority), key -> new HadoopSystem(key, files));
  }

  private static String base(URI address, @Nullable String authority) {
    return address.getScheme() + "://" + (authority == null ? "" : authority);
  }

  private static HadoopPath own(Path path) {
    if (path instanceof HadoopPath own) {
      return own;
    }
    throw new ProviderMismatchException();
  }

  private static FileStatus status(HadoopPath path) throws IOException {
    return asked(path, () -> path.system().files().getFileStatus(path.hadoop()));
  }

  @Override
  public String getScheme() {
    return "hadoop";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
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
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    HadoopPath own = own(path);
    return asked(own, () -> own.system().files().open(own.hadoop()));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(path + " can only be written as a stream");
    }
    HadoopPath own = own(path);
    long length = status(own).getLen();
    return asked(own, () -> new HadoopChannel(own.system().files().open(own.hadoop()), length));
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    HadoopPath own = own(path);
    List<OpenOption> asked = Arrays.asList(options);
    if (asked.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(path + " can only be written as a whole");
    }
    boolean replace = !asked.contains(StandardOpenOption.CREATE_NEW);
    return asked(own, () -> new HadoopOutput(own.system().files().create(own.hadoop(), replace)));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    HadoopPath own = own(path);
    FileStatus[] found = asked(own, () -> own.system().files().listStatus(own.hadoop()));
    if (found.length == 1 && found[0].isFile() && !status(own).isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    List<Path> all = new ArrayList<>();
    for (FileStatus each : found) {
      Path child = path.resolve(each.getPath().getName());
      if (filter.accept(child)) {
        all.add(child);
      }
    }
    return new HadoopListing(all);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    HadoopPath own = own(path);
    if (asked(own, () -> own.system().files().exists(own.hadoop()))) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (!asked(own, () -> own.system().files().mkdirs(own.hadoop()))) {
      throw new FileSystemException(path.toString(), null, "it takes no new folders");
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    HadoopPath own = own(path);
    if (!asked(own, () -> own.system().files().delete(own.hadoop(), false))) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  /** Where something is to be replaced it is gone for a moment, but never there in part. */
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    HadoopPath from = own(source);
    HadoopPath to = own(target);
    if (Arrays.asList(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
      throw new UnsupportedOperationException("Hadoop does not say whether renaming is atomic");
    }
    boolean replace = Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
    var files = from.system().files();
    if (asked(to, () -> files.exists(to.hadoop()))) {
      if (!replace) {
        throw new FileAlreadyExistsException(target.toString());
      }
      asked(to, () -> files.delete(to.hadoop(), false));
    }
    if (!asked(from, () -> files.rename(from.hadoop(), to.hadoop()))) {
      throw new FileSystemException(source.toString(), target.toString(), "it was not renamed");
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    throw new IOException("Hadoop's file systems are no stores");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    status(own(path));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (!type.isAssignableFrom(HadoopAttributes.class)) {
      throw new UnsupportedOperationException("no attributes but the basic ones");
    }
    return type.cast(new HadoopAttributes(status(own(path))));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
