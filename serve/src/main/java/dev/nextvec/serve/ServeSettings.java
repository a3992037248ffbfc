package dev.nextvec.serve;

import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to serve, where, and to whom.
 *
 * @param sources model packages, ONNX files and indexes
 * @param place where to listen
 * @param limits what is spent at most
 * @param access who may ask for what
 * @param tls certificate and key; without them the server speaks plain HTTP
 * @param encoder what makes vectors of texts
 * @param log told what happens, a line each
 * @param accessLog told of every request, one JSON object a line, where that is wanted
 * @param shown what the page shows besides what is served
 */
public record ServeSettings(
    List<Source> sources,
    Place place,
    Limits limits,
    Access access,
    Optional<Tls> tls,
    EncoderChoice encoder,
    Consumer<String> log,
    Optional<Consumer<String>> accessLog,
    Shown shown) {
  /** Where a server listens unless told otherwise: only this machine reaches it. */
  public static final String HOST = "127.0.0.1";

  /** Its port. */
  public static final int PORT = 8080;

  public ServeSettings {
    sources = List.copyOf(sources);
    if (sources.isEmpty() && shown.isNothing()) {
      throw new IllegalArgumentException("there is nothing to serve: name a model or an index");
    }
  }

  /** Where a server listens. */
  public sealed interface Place {
    /**
     * A port of this machine.
     *
     * @param host a name or an address of this machine
     * @param number 0 for any that is free
     */
    record Port(String host, int number) implements Place {
      public Port {
        if (number < 0 || number > 65_535) {
          throw new IllegalArgumentException("`port` must be from 0 to 65535 but was " + number);
        }
      }
    }

    /**
     * A socket of this machine's file system, which its owner and group may use. One that a server
     * left behind is replaced.
     */
    record Socket(Path file) implements Place {}
  }

  /**
   * A model or an index.
   *
   * @param id what clients call it
   * @param precision what a run predicts in; others predict in float32 alone
   */
  public record Source(String id, Path path, PredictionPrecision precision) {
    /** One in float32. */
    public Source(String id, Path path) {
      this(id, path, PredictionPrecision.FLOAT32);
    }

    /** The same, predicting in another precision. */
    public Source in(PredictionPrecision other) {
      return new Source(id, path, other);
    }

    public Source {
      if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
        throw new IllegalArgumentException(
            "`%s` cannot be the name of a served model or index: it must be made of letters, digits, `.`, `_` and `-`; give it another as NAME=PATH"
                .formatted(id));
      }
    }

    /** Named as its file or folder is, without the ending that says what it is. */
    public static Source of(Path path) {
      Path name = path.toAbsolutePath().normalize().getFileName();
      String bare = name == null ? "" : name.toString().replaceFirst("\\.(model|index|onnx)$", "");
      return new Source(bare.replaceAll("[^A-Za-z0-9._-]+", "-"), path);
    }
  }

  /**
   * Who may ask for what.
   *
   * @param key that clients must send; without one everybody may ask
   * @param publicMetrics whether metrics are given without the key; what tells health always is
   * @param origins web pages that may ask from a browser, such as {@code https://example.org}
   * @param hosts names by which clients may call the server besides this machine's and the one it
   *     listens at, such as that of a proxy; a server that others reach takes all unless there are
   *     some
   */
  public record Access(
      Optional<ApiKey> key, boolean publicMetrics, List<String> origins, List<String> hosts) {
    public Access {
      origins = origins.stream().map(Access::origin).toList();
      hosts = List.copyOf(hosts);
      for (String host : hosts) {
        if (!host.matches("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+]?")) {
          throw new IllegalArgumentException(
              "`%s` is no name of a server: it must be like models.example.org, without a port"
                  .formatted(host));
        }
      }
    }

    /** As browsers write it: in small letters, and without the port that its scheme has anyway. */
    private static String origin(String given) {
      String origin = given.toLowerCase(Locale.ROOT);
      if (!origin.matches("[a-z][a-z0-9+.-]*://[^/\\s?#@*]+")) {
        throw new IllegalArgumentException(
            "`%s` is no origin: it must be like https://example.org".formatted(given));
      }
      return origin.replaceFirst("^(http://.*):80$|^(https://.*):443$", "$1$2");
    }

    /** Everybody who reaches it, but no web page. */
    public static Access open() {
      return new Access(Optional.empty(), true, List.of(), List.of());
    }
  }

  /**
   * What the page shows besides what is served. It is read, never written.
   *
   * @param runs a folder of runs, or a run
   * @param data a dataset
   * @param control whether the page may stop trainings
   * @param packages model packages that are compared with the runs, besides those that are served
   * @param index that is searched beside them; else the first that is served
   */
  public record Shown(
      Optional<Path> runs,
      Optional<Path> data,
      boolean control,
      List<Path> packages,
      Optional<Path> index) {
    public Shown {
      packages = List.copyOf(packages);
    }

    /** Only runs and data. */
    public Shown(Optional<Path> runs, Optional<Path> data, boolean control) {
      this(runs, data, control, List.of(), Optional.empty());
    }

    /** The same with what stands beside the runs. */
    public Shown beside(List<Path> others, Optional<Path> searched) {
      return new Shown(runs, data, control, others, searched);
    }

    /** Nothing. */
    public static final Shown NOTHING = new Shown(Optional.empty(), Optional.empty(), false);

    boolean isNothing() {
      return runs.isEmpty() && data.isEmpty();
    }
  }

  /**
   * Files in PEM.
   *
   * @param certificate the chain, the server's own first
   * @param key its private key, PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /** What makes vectors of texts. */
  public sealed interface EncoderChoice {
    /** The default encoder where something that is served was made with it, else none. */
    record Fitting() implements EncoderChoice {}

    /** None: clients send vectors. */
    record None() implements EncoderChoice {}

    /** One that is opened when the server starts. */
    record Given(Opener opener) implements EncoderChoice {}
  }

  /** Opens an encoder. */
  @FunctionalInterface
  public interface Opener {
    Encoder open() throws IOException;
  }

  /** Serves to this machine, with standard limits. */
  public static ServeSettings of(List<Source> sources) {
    return of(sources, Shown.NOTHING);
  }

  /** The same with more on the page; then there may be nothing that is served. */
  public static ServeSettings of(List<Source> sources, Shown shown) {
    return new ServeSettings(
        sources,
        new Place.Port(HOST, PORT),
        Limits.STANDARD,
        Access.open(),
        Optional.empty(),
        new EncoderChoice.Fitting(),
        line -> {},
        Optional.empty(),
        shown);
  }

  /** The same at another port. */
  public ServeSettings at(String host, int port) {
    return at(new Place.Port(host, port));
  }

  /** The same elsewhere. */
  public ServeSettings at(Place other) {
    return new ServeSettings(sources, other, limits, access, tls, encoder, log, accessLog, shown);
  }

  /** The same with other limits. */
  public ServeSettings with(Limits others) {
    return new ServeSettings(sources, place, others, access, tls, encoder, log, accessLog, shown);
  }

  /** The same for others. */
  public ServeSettings with(Access other) {
    return new ServeSettings(sources, place, limits, other, tls, encoder, log, accessLog, shown);
  }

  /** The same over HTTPS. */
  public ServeSettings with(Tls files) {
    return new ServeSettings(
        sources, place, limits, access, Optional.of(files), encoder, log, accessLog, shown);
  }

  /** The same with another encoder. */
  public ServeSettings with(EncoderChoice other) {
    return new ServeSettings(sources, place, limits, access, tls, other, log, accessLog, shown);
  }

  /** The same, telling others what happens. */
  public ServeSettings logging(Consumer<String> told, Optional<Consumer<String>> requests) {
    return new ServeSettings(sources, place, limits, access, tls, encoder, told, requests, shown);
  }
}
