package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.file.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/**
 * A standalone Spark on this machine: a master and two workers, each a process, with room for two
 * applications of two executors. All tests share one, which ends with this process however that
 * ends.
 */
final class LoopbackCluster {
  /** The name of a worker as messages give it, as a regular expression. */
  static final String WORKER = "worker (127\\.0\\.0\\.1|localhost) \\(executor \\d+\\)";

  private static final String HOST = "127.0.0.1";

  /** Two names of this machine: Spark begins no second copy of a task on the host of the first. */
  private static final List<String> WORKER_HOSTS = List.of(HOST, "localhost");

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static @Nullable LoopbackCluster shared;

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final int port;
  private @Nullable JavaSparkContext spark;

  /** The one of this process, started when it is first asked for. */
  static synchronized LoopbackCluster shared() throws Exception {
    LoopbackCluster running = shared;
    if (running == null) {
      running = new LoopbackCluster(Files.createTempDirectory("loopback-cluster"));
      shared = running;
    }
    return running;
  }

  /** The driver in this process, started when it is first asked for. */
  synchronized JavaSparkContext spark() {
    JavaSparkContext running = spark;
    if (running == null) {
      running = new JavaSparkContext(BarrierStage.patient(conf()));
      spark = running;
    }
    return running;
  }

  private LoopbackCluster(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectory(folder.resolve("tmp"));
    Path jars = Files.createDirectories(folder.resolve("home/jars"));
    String classPath = System.getProperty("java.class.path");
    for (String entry : Pattern.compile(File.pathSeparator, Pattern.LITERAL).split(classPath)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && !Files.exists(jars.resolve(jar.getFileName()))) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
      }
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    port = freePort();
    start("master", HOST, "org.apache.spark.deploy.master.Master", "--port", "" + port);
    await(this::isListening);
    for (int worker = 0; worker < WORKER_HOSTS.size(); worker++) {
      start(
          "worker-" + worker,
          WORKER_HOSTS.get(worker),
          "org.apache.spark.deploy.worker.Worker",
          "--cores",
          "2",
          "--memory",
          "1000m",
          "--work-dir",
          folder.resolve("work-" + worker).toString(),
          master());
    }
    await(() -> registered() == WORKER_HOSTS.size());
  }

  /** Workers that the master knows: an application is spread over those alone. */
  private long registered() {
    try (Stream<String> lines = Files.lines(folder.resolve("master.log"))) {
      return lines.filter(line -> line.contains("Registering worker")).count();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String master() {
    return "spark://" + HOST + ":" + port;
  }

  private void start(String name, String host, String main, String... arguments)
      throws IOException {
    List<String> command =
        java(
            "-Xmx160m",
            "-Dspark.deploy.maxExecutorRetries=4",
            main,
            "--host",
            host,
            "--webui-port",
            "0");
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    environment(builder.environment());
    processes.add(builder.start());
  }

  /** For processes that live briefly, and leave what is temporary where it ends with this. */
  private List<String> options() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Djava.io.tmpdir=" + folder.resolve("tmp"));
  }

  /** A Java process with the class path of the tests. */
  private List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  private void environment(Map<String, String> environment) {
    environment.put("SPARK_HOME", folder.resolve("home").toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", HOST);
    environment.put("NEXTVEC_DATASET_CACHE", datasets("workers").toString());
    environment.put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
  }

  /**
   * Where copies of datasets lie that are elsewhere.
   *
   * @param whose of {@code workers}, or of {@code drivers} that are processes of their own
   */
  private Path datasets(String whose) {
    return folder.resolve("datasets-of-" + whose);
  }

  /**
   * Where workers have the copy, or would, of a dataset that is elsewhere.
   *
   * @param same a folder with the dataset
   */
  Path copy(Path same) throws IOException {
    return datasets("workers").resolve(Sha256.ofFile(same.resolve("dataset.json")));
  }

  /** What a driver must be told. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.master", master());
    settings.put("spark.app.name", "test");
    settings.put("spark.driver.host", HOST);
    settings.put("spark.driver.bindAddress", HOST);
    settings.put("spark.ui.enabled", "false");
    // Spark wants 450 MB of what the collector leaves to use.
    settings.put("spark.executor.memory", "480m");
    settings.put("spark.executor.cores", "1");
    settings.put("spark.cores.max", "2");
    settings.put("spark.executor.defaultJavaOptions", String.join(" ", options()));
    settings.put("spark.local.dir", folder.resolve("local").toString());
    settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    settings.put("spark.executor.heartbeatInterval", "1s");
    settings.put("spark.storage.blockManagerHeartbeatTimeoutMs", "8s");
    settings.put("spark.network.timeoutInterval", "1s");
    settings.put("spark.speculation", "true");
    settings.put("spark.speculation.interval", "200ms");
    settings.put("spark.speculation.minTaskRuntime", "500ms");
    return settings;
  }

  SparkConf conf() {
    SparkConf conf = new SparkConf();
    settings().forEach(conf::set);
    return BarrierStage.patient(conf);
  }

  /** The processes that run tasks: all that workers start. */
  List<ProcessHandle> executors() {
    return processes.stream().skip(1).flatMap(Process::children).toList();
  }

  /** One of those of the driver in this process, when they are there. */
  ProcessHandle executor() {
    JavaSparkContext driver = spark();
    await(() -> driver.statusTracker().getExecutorInfos().length > 2); // it counts itself
    return executors().getFirst();
  }

  /**
   * Makes sure that those of the driver in this process are on both hosts: while they are not, one
   * is killed, and Spark begins another where more is free.
   */
  void spread() {
    ProcessHandle one = executor();
    while (!isSpread()) {
      Set<String> before = places();
      one.destroyForcibly();
      await(() -> places().size() > 2 && !places().equals(before));
      one = executor();
    }
  }

  private boolean isSpread() {
    return places().stream().filter(place -> place.startsWith(WORKER_HOSTS.getLast())).count() == 1;
  }

  /** Host and port of each, and of the driver. */
  private Set<String> places() {
    return Arrays.stream(spark().statusTracker().getExecutorInfos())
        .map(each -> each.host() + ":" + each.port())
        .collect(Collectors.toSet());
  }

  /** Kills one of the processes that run tasks, as soon as something is there. */
  CompletableFuture<Void> killOneAfter(BooleanSupplier there) {
    return CompletableFuture.runAsync(
        () -> {
          await(there);
          assertThat(executors().getFirst().destroyForcibly()).isTrue();
        },
        kill -> new Thread(kill, "killer").start());
  }

  /** Stops a process without ending it: it keeps its connections, and answers nobody. */
  static void hang(ProcessHandle process) {
    run("kill", "-STOP", "" + process.pid());
  }

  /** Lets the system refuse a process every file that is larger; those it has stay. */
  static void limitFiles(ProcessHandle process, String bytes) {
    run("prlimit", "--pid=" + process.pid(), "--fsize=" + bytes + ":");
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for something; fails after two minutes. */
  static void await(BooleanSupplier there) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!there.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("waited for two minutes");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /**
   * Starts a driver in a process of its own: the command line.
   *
   * @param log receives what it says
   * @param more settings of Spark beside the usual
   */
  Process driver(Path log, Map<String, String> more, String... words) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx640m"));
    Map<String, String> all = new TreeMap<>(settings());
    all.putAll(more);
    all.forEach((key, value) -> options.add("-D" + key + "=" + value));
    options.add("dev.nextvec.cli.Main");
    options.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(java(options.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("NEXTVEC_DATASET_CACHE", datasets("drivers").toString());
    return builder.start();
  }

  private void end() {
    for (Process process : processes) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
    FileUtil.fullyDelete(folder.toFile());
  }
}
