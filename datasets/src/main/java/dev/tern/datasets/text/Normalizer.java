package dev.tern.datasets.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * BERT's way from raw text to words: BertNormalizer and BertPreTokenizer of Hugging Face's tokenizers (Apache-2.0),
 * after BasicTokenizer of google-research/bert, tokenization.py.
 *
 * @param cleans whether control characters go and every white space becomes a space
 * @param separatesChinese whether each Chinese character stands as a word of its own
 * @param stripsAccents whether combining marks go after canonical decomposition
 * @param lowers whether letters become small
 */
public record Normalizer(boolean cleans, boolean separatesChinese, boolean stripsAccents, boolean lowers) {

    /** As "uncased" BERT models use it. */
    public static final Normalizer UNCASED = new Normalizer(true, true, true, true);

    /** The words of a text; a punctuation mark is a word. */
    public List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        normalize(text).codePoints().forEach(c -> {
            if (isSpace(c)) {
                flush(word, words);
            } else if (isPunctuation(c)) {
                flush(word, words);
                words.add(Character.toString(c));
            } else {
                word.appendCodePoint(c);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    String normalize(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (cleans && (c == 0 || c == 0xFFFD || isControl(c))) {
                return;
            }
            if (separatesChinese && isChinese(c)) {
                out.append(' ').appendCodePoint(c).append(' ');
            } else if (cleans && isSpace(c)) {
                out.append(' ');
            } else {
                out.appendCodePoint(c);
            }
        });
        var result = out.toString();
        if (stripsAccents) {
            result = withoutAccents(result);
        }
        return lowers ? lower(result) : result;
    }

    private static String withoutAccents(String text) {
        var decomposed = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD);
        var out = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Letter by letter: String.toLowerCase would turn a sigma at a word's end into another letter. */
    private static String lower(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 128) {
                out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c));
            } else {
                out.append(Character.toString(c).toLowerCase(Locale.ROOT));
            }
        });
        return out.toString();
    }

    /** Unicode White_Space. */
    private static boolean isSpace(int c) {
        return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || (c > 127 && Character.isSpaceChar(c));
    }

    private static boolean isControl(int c) {
        if (c == '\t' || c == '\n' || c == '\r') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Everything in ASCII that is neither letter, digit nor control, and Unicode's category P. */
    private static boolean isPunctuation(int c) {
        if (c < 128) {
            return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The CJK Unified Ideographs and their extensions, as BERT lists them. */
    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B73F)
                || (c >= 0x2B740 && c <= 0x2B81F)
                || (c >= 0x2B920 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
