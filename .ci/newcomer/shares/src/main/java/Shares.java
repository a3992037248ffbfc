import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.progress.Monitor;
import dev.nextvec.spark.SparkEncoding;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.EncoderChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Encodes two texts on a Spark inside this process, and says which Jackson all of it runs on. */
public final class Shares {
  private Shares() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Files.writeString(folder.resolve("tea.txt"), "Tea is served at four. The house sleeps.");
    Files.writeString(folder.resolve("rain.txt"), "Rain falls. The river rises. The bridge holds.");
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("shares");
    conf.set("spark.ui.enabled", "false").set("spark.driver.bindAddress", "127.0.0.1");
    conf.set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      EncodeJob job = EncodeJob.of(List.of(folder.toString()), folder.resolve("out.nv"));
      EncodeReport report =
          new SparkEncoding(context).encode(job, EncoderChoice.standard(), Monitor.none());
      System.out.printf(
          "%d chunks of %d documents with Jackson %s%n",
          report.chunks(), report.documents(), new ObjectMapper().version());
    }
  }
}
