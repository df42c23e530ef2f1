import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** Compares versions of Maven's projects, a pair a line, as Maven does. */
public class Maven {
    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var answers = new StringBuilder();
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            var pair = line.split("\t");
            var order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
            answers.append(Integer.signum(order)).append('\n');
        }
        System.out.print(answers);
    }
}
