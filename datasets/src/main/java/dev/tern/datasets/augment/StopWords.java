package dev.tern.datasets.augment;

import java.util.Set;

/** English words that carry grammar rather than meaning; to replace one mostly breaks the sentence. */
final class StopWords {

    private static final Set<String> ENGLISH = Set.of("""
            a an the this that these those each every either neither both all any some no none such same other another
            i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her
            hers herself it its itself they them their theirs themselves one who whom whose which what whatever
            am is are was were be been being do does did doing done have has had having will would shall should can
            could may might must ought
            not nor and or but if unless because while until although though than as so then else yet whether
            of at by for with without about against between among into onto through during before after above below to
            from up down in out on off over under near within upon across along behind beyond toward towards
            again further once here there when where why how very too just only own more most much many few less least
            now ever never also still already even quite rather almost
            ain aren couldn didn doesn don hadn hasn haven isn ll mightn mustn needn re shan shouldn ve wasn weren won
            wouldn
            """.strip().split("\\s+"));

    private StopWords() {}

    static boolean contains(String word) {
        return ENGLISH.contains(word);
    }
}
