package dev.nextvec.internal.hadoop;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One of Hadoop's file systems, for as long as the process lives: Hadoop shares and closes them.
 */
final class HadoopSystem extends FileSystem {
  private final String address;
  private final org.apache.hadoop.fs.FileSystem files;

  /**
   * @param address what stands before a path: scheme and host
   */
  HadoopSystem(String address, org.apache.hadoop.fs.FileSystem files) {
    this.address = address;
    this.files = files;
  }

  String address() {
    return address;
  }

  org.apache.hadoop.fs.FileSystem files() {
    return files;
  }

  HadoopPath path(String absolute) {
    return new HadoopPath(this, Path.of(absolute.isEmpty() ? "/" : absolute).normalize());
  }

  @Override
  public HadoopProvider provider() {
    return HadoopProvider.INSTANCE;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("Hadoop closes its file systems itself");
  }

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
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(path("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    return new HadoopPath(this, Path.of(first, more));
  }

  /** By what stands behind the address, which the pattern may begin with, perhaps without host. */
  @Override
  public PathMatcher getPathMatcher(String pattern) {
    int colon = pattern.indexOf(':') + 1;
    String scheme = Pattern.quote(address.substring(0, address.indexOf(':')));
    String inside = pattern.substring(colon).replaceFirst("^(?i:" + scheme + "):(//[^/]*)?", "");
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher(pattern.substring(0, colon) + inside);
    return path -> path instanceof HadoopPath own && matcher.matches(own.inside());
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
