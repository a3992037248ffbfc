package dev.nextvec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pages of prose as manuals have it, made of sentences about one subject each. A page goes from one
 * thing to the next, so that its chunks are alike but not the same.
 */
final class MadePages {
  /** Subject: things | what they do to each other | what they are like. */
  private static final List<String> SUBJECTS =
      List.of(
          "beekeeping: hive queen drone nectar comb swarm pollen smoker frame wax larva meadow"
              + " | gathers stores guards feeds warms | golden busy sealed restless crowded",
          "tides: harbour moon current buoy estuary gauge quay shoal lagoon ebb breakwater pilot"
              + " | lifts drags covers uncovers delays | neap shallow moonlit silted brackish",
          "baking: dough yeast oven crust flour starter loaf crumb proof basket tray miller"
              + " | raises browns folds stretches scents | sour floured crisp airy stale",
          "glaciers: moraine crevasse firn meltwater valley snout bedrock boulder icefall cirque"
              + " drill ridge | grinds buries carves polishes splits | blue frozen ancient"
              + " retreating scoured",
          "violins: bridge varnish string bow scroll luthier soundpost fingerboard peg maple rosin"
              + " chin | tunes carries dampens bends colours | resonant flamed gut delicate sharp",
          "railways: signal sleeper locomotive junction ballast driver timetable points platform"
              + " cutting boiler coupling | stops hauls routes shakes delays | narrow electric"
              + " rusty overnight disused",
          "orchards: graft blossom pruning rootstock cider ladder frost wasp cultivar bark windfall"
              + " hedge | shades ripens shelters scars crosses | russet early stunted fragrant"
              + " mossy",
          "volcanoes: lava crater ash vent magma fumarole caldera seismograph cone basalt plume"
              + " islander | melts buries shakes darkens builds | molten dormant sulphurous glassy"
              + " steep",
          "pottery: kiln clay glaze wheel slip bisque cobalt handle spout shard apprentice bucket"
              + " | dries seals shapes cracks stains | speckled damp fired brittle ashen",
          "sailing: mast rudder halyard jib keel anchor skipper reef tiller hull cleat chart"
              + " | steers trims strains balances fouls | leeward slack salty heeling varnished",
          "cheesemaking: rennet curd whey cellar rind brine culture dairy goat press mould affineur"
              + " | sours drains salts thickens wraps | creamy crumbly pungent pressed veined",
          "mushrooms: spore cap gill mycelium spruce stem forager birch ring veil basket autumn"
              + " | feeds stains threads shelters rots | edible slimy woodland pale poisonous",
          "telescopes: mirror lens eyepiece dome nebula tripod astronomer aperture comet drive tube"
              + " coating | magnifies tracks gathers blurs reveals | faint polished distant"
              + " parabolic dewy",
          "weaving: loom shuttle warp weft heddle bobbin selvedge dyer pattern wool reed treadle"
              + " | tightens crosses lifts dyes binds | striped woollen taut uneven twilled",
          "chess: bishop knight pawn opening castle clock endgame rook diagonal gambit tournament"
              + " file | pins attacks defends blocks sacrifices | passed isolated doubled quiet"
              + " patient",
          "caves: stalactite chamber bat passage sump helmet draught limestone pool survey rope"
              + " guide | floods narrows echoes drips hides | flooded calcite unlit muddy vaulted",
          "horses: saddle bridle hoof farrier stable mane gallop paddock foal groom oats rein"
              + " | carries calms kicks nuzzles trots | chestnut nervous shod sturdy wilful",
          "printing: press ink type plate roller proof galley compositor paper serif block margin"
              + " | smudges stamps aligns feeds spoils | bold lead uncut glossy crooked");

  private static final List<String> SENTENCES =
      List.of(
          "The J N V the N when the N is J.",
          "A N that V its N seldom needs another N.",
          "In the first weeks the N V each N, and only then the J N.",
          "Nobody who has seen a J N forgets how it V the N.",
          "Without a N, the J N V the N more slowly than one would think.",
          "Look at the N and at the J N before the N is touched.",
          "Most books on S say that a N V the N; the J N is the exception.",
          "It takes D days until the N V the N again.",
          "Old hands prefer the J N, because it V the N evenly.",
          "If the N looks J, keep it away from the N and from every N nearby.",
          "Why the N V the N is not known, though the J N gives a hint.",
          "Two things matter here: the N, which V the N, and how J the N has become.",
          "Of D cases that were written down, the N was J in most.",
          "There is a J N beside the N, and the N V both.",
          "Beginners in S often mistake the N for the J N.",
          "Later the N cools, the N V what is left, and the work is done.",
          "One N for every D of them is a good rule, unless the N is J.",
          "Where the N was J last year, the N now V the N.");

  private MadePages() {}

  /** The sentences of a page, about 50 letters each. */
  static List<String> page(int subject, int sentences) {
    Random random = new Random(subject);
    String[] parts = SUBJECTS.get(subject).split(": | \\| ", -1);
    String[] things = parts[1].split(" ", -1);
    List<String> page = new ArrayList<>();
    for (int i = 0; i < sentences; i++) {
      int at = i * things.length / sentences;
      StringBuilder sentence = new StringBuilder();
      for (String word : SENTENCES.get(random.nextInt(SENTENCES.size())).split(" ", -1)) {
        String end = word.replaceAll("^\\w+", "");
        String said =
            switch (word.substring(0, word.length() - end.length())) {
              case "N" -> things[(at + random.nextInt(5)) % things.length];
              case "V" -> any(parts[2], random);
              case "J" -> any(parts[3], random);
              case "S" -> parts[0];
              case "D" -> Integer.toString(2 + random.nextInt(90));
              default -> word.substring(0, word.length() - end.length());
            };
        sentence.append(sentence.isEmpty() ? "" : " ").append(said).append(end);
      }
      page.add(sentence.toString());
    }
    return page;
  }

  private static String any(String words, Random random) {
    String[] all = words.split(" ", -1);
    return all[random.nextInt(all.length)];
  }
}
