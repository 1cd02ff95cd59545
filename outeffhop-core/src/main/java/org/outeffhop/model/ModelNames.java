package org.outeffhop.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.outeffhop.model.Spelling.Pair;

/**
 * What checkpoints of a kind of model call its classes and tensors.
 *
 * @param architectures Hugging Face's classes whose weights are read
 * @param headless the class without a head, or empty where the head is part of every model
 * @param head the beginning of the head's names, or empty where it has none of its own
 * @param beginnings what names may begin with instead, the model's own first
 * @param endings what they may end with instead, likewise
 * @param copies names that files may hold besides the parameter that has the same values
 * @param unused names of what the model does not have, such as a pooler, or of constants
 */
public record ModelNames(
    List<String> architectures,
    String headless,
    String head,
    List<List<Pair>> beginnings,
    List<List<Pair>> endings,
    Map<String, String> copies,
    Pattern unused) {
  private static final List<Pair> SAME = List.of();
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  /** The model's own names and no others. */
  static ModelNames of(String... architectures) {
    return new ModelNames(
        List.of(architectures), "", "", List.of(SAME), List.of(SAME), Map.of(), NOTHING);
  }

  /** With the beginning of the head's names. */
  ModelNames withHead(String beginning) {
    return new ModelNames(architectures, headless, beginning, beginnings, endings, copies, unused);
  }

  /** With the class that has no head. */
  ModelNames withHeadless(String architecture) {
    return new ModelNames(architectures, architecture, head, beginnings, endings, copies, unused);
  }

  /**
   * With one more spelling of beginnings.
   *
   * @param headInFile what the head's names begin with
   * @param body the beginning of all other names
   * @param bodyInFile what those begin with
   */
  ModelNames orBeginning(String headInFile, String body, String bodyInFile) {
    return new ModelNames(
        architectures,
        headless,
        head,
        with(beginnings, new Pair(head, headInFile), new Pair(body, bodyInFile)),
        endings,
        copies,
        unused);
  }

  /** With one more spelling of endings. */
  ModelNames orEnding(Pair... pairs) {
    return new ModelNames(
        architectures, headless, head, beginnings, with(endings, pairs), copies, unused);
  }

  /** With a name that files may hold besides the parameter of the same values. */
  ModelNames withCopy(String name, String parameter) {
    Map<String, String> more = new LinkedHashMap<>(copies);
    more.put(name, parameter);
    return new ModelNames(architectures, headless, head, beginnings, endings, more, unused);
  }

  /** With names that are left out. */
  ModelNames without(String names) {
    return new ModelNames(
        architectures, headless, head, beginnings, endings, copies, Pattern.compile(names));
  }

  private static List<List<Pair>> with(List<List<Pair>> known, Pair... pairs) {
    List<List<Pair>> more = new ArrayList<>(known);
    more.add(Arrays.asList(pairs));
    return more;
  }

  /** Every spelling that is known; the first one is the model's own. */
  public List<Spelling> spellings() {
    List<Spelling> spellings = new ArrayList<>();
    for (List<Pair> ending : endings) {
      for (List<Pair> beginning : beginnings) {
        spellings.add(new Spelling(beginning, ending));
      }
    }
    return spellings;
  }

  /**
   * Whether files are of the class without a head: they say so, or say nothing and have no head.
   */
  public boolean isHeadless(String architecture, Set<String> fileNames) {
    return !headless.isEmpty()
        && (architecture.equals(headless)
            || architecture.isEmpty() && fileNames.stream().noneMatch(name -> name.contains(head)));
  }
}
