package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and passwords reach the service and nothing else: no message, no file, no file's name. */
class SecretsTest {
  private static final List<String> OF_THE_URL =
      List.of("pa$$word", "pa%24%24word", "hidden-token", "c29tZW9uZTpwYSQkd29yZA==");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("texts.jsonl"),
        "{\"id\":\"d\",\"chunks\":[\"One.\",\"Two.\",\"Three.\"]}\n");
  }

  private String[] encoding(String url, String... more) {
    List<String> words = new ArrayList<>(List.of("data", "encode"));
    words.add(folder.resolve("texts.jsonl").toString());
    words.addAll(List.of("--out=" + folder.resolve("out"), "--cache=" + folder.resolve("cache")));
    words.addAll(List.of("--encoder=" + url, "--encoder-model=fake", "--overwrite", "--verbose"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private void holdsNone(Invoked run, List<String> secrets) throws IOException {
    for (String secret : secrets) {
      assertThat(run.out() + run.err()).doesNotContain(secret);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String content =
            Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        for (String secret : secrets) {
          assertThat(file.toString() + content).doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void thoseOfTheUrlAreSentAndWrittenNowhere() throws IOException {
    try (FakeService service = new FakeService()) {
      String url =
          service.url().replace("http://", "HTTP://someone:pa%24%24word@")
              + "/v1?api_key=hidden-token";
      Invoked run = Invoked.nextvec(encoding(url, "--json"));
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(service.authorizations()).containsOnly("Basic c29tZW9uZTpwYSQkd29yZA==");
      holdsNone(run, OF_THE_URL);
      assertThat(Files.readString(folder.resolve("out/dataset.json")))
          .contains("fake at localhost:")
          .doesNotContain("someone");
      holdsNone(Invoked.nextvec("data", "info", folder.resolve("out").toString()), OF_THE_URL);
      for (int status : new int[] {400, 401, 404, 307}) {
        service.refuse(status);
        Invoked refused = Invoked.nextvec(encoding(url));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("answered " + status, "not with Basic ***");
        holdsNone(refused, OF_THE_URL);
      }
    }
  }

  @Test
  void thoseOfAnAddressThatIsNoneAreNotRepeated() throws IOException {
    for (String url :
        List.of(
            "ftp://someone:pa%24%24word@host/?key=hidden-token",
            "http://someone:pa$$word@ho st",
            "http://someone:pa%24%24word@",
            "http://?hidden-token")) {
      Invoked run = Invoked.nextvec(encoding(url));
      assertThat(run.exit()).isIn(1, 2);
      assertThat(run.err()).contains("`encoder` URL must look like");
      holdsNone(run, OF_THE_URL);
      List<String> apart = new ArrayList<>(List.of(encoding(url)));
      apart.replaceAll(word -> word.startsWith("--encoder=") ? url : word);
      apart.add(apart.indexOf(url), "--encoder");
      Invoked same = Invoked.nextvec(apart.toArray(String[]::new));
      assertThat(same.err()).contains("`encoder` URL must look like");
      holdsNone(same, OF_THE_URL);
    }
  }

  /** Runs the program in a process of its own, whose environment holds a key. */
  private Invoked withKey(String key, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("OPENAI_API_KEY", key);
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Invoked(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void aKeyWithALineEndIsSentWithoutItAndOneThatCannotBeAKeyIsNotShown() throws Exception {
    try (FakeService service = new FakeService()) {
      Invoked run = withKey("sk-hidden-key\r\n", encoding(service.url()));
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(service.authorizations()).containsOnly("Bearer sk-hidden-key");
      holdsNone(run, List.of("sk-hidden"));
      Invoked broken = withKey("sk-hidden\nkey", encoding(service.url()));
      assertThat(broken.exit()).isEqualTo(2);
      assertThat(broken.err()).contains("OPENAI_API_KEY", "character 10", "a line end");
      holdsNone(broken, List.of("sk-hidden", "hidden"));
      service.refuse(403);
      Invoked refused = withKey("sk-hidden-key", encoding(service.url()));
      assertThat(refused.err()).contains("environment variable OPENAI_API_KEY", "***");
      holdsNone(refused, List.of("sk-hidden"));
    }
  }

  @Test
  void aVariableThatIsNamedMustBeThere() throws IOException {
    Invoked run =
        Invoked.nextvec(encoding("http://localhost:1", "--api-key-variable=NEXTVEC_NO_SUCH_KEY"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("no environment variable `NEXTVEC_NO_SUCH_KEY`");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void thoseOfAUrlThatIsNoneAreNotShownEither() throws IOException {
    for (String url :
        List.of(
            "http:someone:pa$$word@host",
            "https:/someone:pa$$word@host",
            "someone:pa$$word@host:80",
            "htp://someone:pa$$word@host",
            "http://someone:pa$$word@host:port")) {
      Invoked run = Invoked.nextvec(encoding(url, "--json"));
      assertThat(run.exit()).isNotZero();
      assertThat(run.err()).contains("`encoder` URL must look like http://host:port", "...@host");
      holdsNone(run, OF_THE_URL);
    }
  }

  @Test
  void thoseOfAnAddressAreRefusedBeforeAnythingRepeatsThem() {
    for (String[] words :
        List.of(
            new String[] {"data", "encode", "s3a://me:pa$$word@bucket/in", "--out=here"},
            new String[] {
              "train", "data", "--workers=2", "--checkpoints=s3a://me:pa$$word@bucket/x"
            },
            new String[] {"train", "data", "--chekpoints=s3a://me:pa$$word@bucket/x"})) {
      Invoked run = Invoked.nextvec(words);
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .contains("the address of `s3a://bucket` holds a password")
          .doesNotContain("pa$$word");
    }
  }

  @Test
  void thoseWithASlashAreRefusedToo() {
    for (String address :
        List.of(
            "s3a://AKIA:ab/cd@bucket/in",
            "s3a:/AKIA:ab@bucket/in",
            "s3a:///AKIA:ab@bucket/in",
            "s3a:/AKIA:ab/cd@bucket",
            "s3a://AKIA:123/cd@bucket/in",
            "s3a:///AKIA:123/cd@bucket",
            "ftp://AKIA:123/cd@host/in",
            "s3a://AKIA:a@b/cd@bucket/in")) {
      Invoked run = Invoked.nextvec("data", "encode", address, "--out=here");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .contains("://", "holds a password")
          .doesNotContain("AKIA", "ab/", "cd@", "b/cd");
    }
    for (String address :
        List.of(
            "hdfs://names:8020/x@y",
            "hdfs://[::1]:8020/x@y",
            "hdfs:///a/x@y",
            "s3a://bucket/a:b@c",
            "file:/a:b@c",
            "file:///a:b@c")) {
      Invoked run = Invoked.nextvec("data", "encode", address, "--out=here");
      assertThat(run.err()).doesNotContain("password").contains(address);
    }
  }

  @Test
  void thoseOfAnOptionThatTheCommandDoesNotHaveAreNotRepeated() {
    for (String option : List.of("--encoder=", "--encodr=")) {
      for (String scheme : List.of("http", "ftp")) {
        String word = option + scheme + "://someone:pa$$word@host/x";
        for (String more : List.of("--json", "--verbose")) {
          Invoked run = Invoked.nextvec("train", "data", word, more);
          assertThat(run.exit()).isEqualTo(2);
          assertThat(run.err()).doesNotContain("pa$$word");
        }
      }
    }
  }

  @Test
  void checkpointsAreKeptAtAnAddressAndByWorkers() {
    assertThat(Invoked.nextvec("train", "d", "--model-type=amn", "--checkpoints=hdfs://a/b").err())
        .contains("`--checkpoints` has no effect without `--workers`");
    assertThat(Invoked.nextvec("train", "d", "--model-type=amn", "--checkpoints=runs").err())
        .contains("`--checkpoints runs` is no address of a file system");
  }

  @Test
  void aDatasetIsMadeAtAnAddressWhereSparkKnowsIt() {
    Invoked run = Invoked.nextvec("data", "encode", "a.txt", "--out=hdfs://names/a");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("`hdfs://names/a` is an address, not a path", "started by spark-submit");
  }

  @Test
  void aDatasetIsOpenedByItsAddressWhereSparkKnowsIt() {
    for (List<String> words :
        List.of(
            List.of("data", "info", "hdfs://names/a"),
            List.of("train", "hdfs://names/a", "--model-type=gru"),
            List.of("evaluate", "runs/gru", "--data=hdfs://names/a"))) {
      Invoked run = Invoked.nextvec(words.toArray(String[]::new));
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .contains("`hdfs://names/a` is an address, not a path", "started by spark-submit")
          .hasLineCount(1);
    }
  }
}
