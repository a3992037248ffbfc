package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.http.HttpServer2;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;

/**
 * An HDFS on this machine: a name node and a data node, in this process, with which they end. All
 * tests share one.
 */
public final class LoopbackHdfs {
  private static @Nullable LoopbackHdfs shared;

  private final MiniDFSCluster cluster;

  private LoopbackHdfs(MiniDFSCluster cluster) {
    this.cluster = cluster;
  }

  /** The one of this process, started when it is first asked for. */
  public static synchronized LoopbackHdfs shared() throws IOException {
    LoopbackHdfs running = shared;
    if (running == null) {
      Configurator.setLevel("org.apache.hadoop", Level.WARN); // it tells of each request
      Path folder = Files.createTempDirectory("loopback-hdfs");
      Configuration conf = new Configuration();
      conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
      conf.set(HttpServer2.HTTP_TEMP_DIR_KEY, folder.resolve("http").toString());
      running = new LoopbackHdfs(new MiniDFSCluster.Builder(conf).numDataNodes(1).build());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.fullyDelete(folder.toFile())));
      shared = running;
    }
    return running;
  }

  /** Copies a folder of files; returns its address. */
  public String put(Path here, String name) throws IOException {
    Path there = Files.createDirectories(Addresses.path(address(name)));
    try (Stream<Path> files = Files.list(here)) {
      for (Path file : files.toList()) {
        Files.copy(file, there.resolve(file.getFileName().toString()));
      }
    }
    return there.toString();
  }

  /** The address of a folder. */
  public String address(String name) {
    return cluster.getURI() + "/" + name;
  }
}
