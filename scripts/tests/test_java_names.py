"""Each class name of the Java code means one thing, and no name or comment uses a term that earlier versions used."""

import re
import unittest
from collections import defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
# Test programs are named after QEMU's suites, and a suite exists for several targets. They are in packages named after it.
PROGRAM = re.compile(r"qemu-functional-tests/src/main/java/org/qemu/functional/tests/\w+(?:/\w+)?/\w+Test\.java")
NOT_CLASSES = {"package-info", "module-info"}
# Each retired name of a class, and the present name or a plain description of what the class was.
RETIRED_CLASSES = dict(
    pair.split("=")
    for pair in """
    Abilities=QemuCapabilities Addresses=UrlResolver Age=DurationParser AnnotatedAssets=AssetAnnotationScanner
    BringsAssets=ProvidesAssets Budget=TestTimeout Bulk=BulkTransfer Busyboxes=BusyboxInstaller ByteCount=ByteSize
    Cable=PacketSocket CacheFault=CacheErrors CacheLock=DownloadLock Causes=RootCauses Chain=DescriptorChain
    Circumstances=FailureContext Columns=LineFitter ConsoleLink=ConsoleTransport CrashWatch=CrashDetector
    DamagedException=CorruptEntryException Door=LinkListener DownloadStart=DownloadOpener Draw=Selection Echoes=EchoFilter
    Engine=NetworkRuntime EntryFetch=AssetFetcher EntryLanding=EntryImporter Evicted=EvictionResult Exchange=RequestPipeline
    Fabric=Bridge Failures=DeferredErrors Faults=ArchiveErrors Feeder=StdinWriter Fetching=ParallelFetch FileState=FileStat
    FileWatch=DirectoryWatcher Files=Folders Filler=EntryPublisher ForPeople=HumanReadable FullDisk=DiskFullErrors
    Gate=ReadWriteFileLock GuestMemory=GuestMemoryLimiter GuestSize=MemoryRequirement HashProgram=OpensslHasher
    HostSlots=PerHostLimiter InGuest=GuestCondition Inheritance=InheritedDescriptors Intake=HashingSink
    Inventory=TreeScanner Keyboard=TerminalInput LateExecution=BufferedExecution Launched=SharedMachines
    LaunchFailure=ParameterLaunchException Lazy=MemoizingSupplier Leftovers=OrphanCleaner Lines=LineSplitter
    LocalFault=LocalDiskException LockWait=LockWaiter LossWatch=GuestLivenessMonitor Lot=WeightedChoice Magic=MagicBytes
    Merge=TreeMerger Meter=ProgressFormatter NearestNames=NameSuggestions NetworkFault=NetworkErrorClassifier
    NewFile=AtomicFile NoPath=SkippedInvocation Node=ManifestEntry NothingToFind=ResourceHidingClassLoader
    Onlooker=DebugSession Opener=Decompressors Origin=ResumeInfo OthersFetch=ConcurrentDownloadWait Output=OutputExcerpt
    Pause=Sleeper Precache=AssetPrefetcher Preload=ClassPreloader Probe=CapabilityProbe Pulse=KeepAlive
    QmpRecorder=QmpLog QmpWire=QmpTransport Quantity=SizeWithUnit Race=GuestAwareFuture Recipe=ExtractionSpec
    RefusedException=UnsafeMemberException Repeat=RetryUntilSuccess Replies=ReplyReader Run=RunningMachine
    SafeFolder=ExtractionRoot Service=ExtractionRequest Shaper=TrafficShaper Shelf=ResultStore ShellWords=ShellQuoting
    Sized=ExactSizeInputStream Slice=FileSlice Slot=EntryLocation SlotLock=EntryLock SourcePlace=SourceLocation
    SpeedCheck=StallDetector Spool=TempFileSpool Stamp=LogTimestamp TapRun=TapTestRunner TemplateShelf=TemplateStore
    TestMachines=TestContext TestRun=TestLifecycle Thaw=MemoryFileMigration TimeUp=TimeoutHandler Told=ExtractionLog
    TornDownload=PartialDownload TransportListener=TransferListener UnpackedCache=ExtractionCache
    UnpackedResults=ExtractionCleaner UpkeepFault=MaintenanceErrors UseLock=InUseLock UserProgram=UserModeProgram
    Verification=CacheVerifier WaitChoice=AdaptiveWait Waits=Uninterruptibles WholeFolders=AtomicFolderStore Wire=QTestTransport
    """.split()
)
RETIRED_WORDS = {
    r"houses?": "project",
    r"rooms": "modules or packages",
    r"wings?": "module",
    r"arrows?": "dependency",
    r"facades?": "API or base class",
    r"onlookers?": "debug session",
}
# A text block, a string, a character, or a comment: the first that begins is the one that counts.
TOKEN = re.compile(r'"""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|(//[^\n]*|/\*.*?\*/)', re.DOTALL)


def sources(*kinds: str) -> list[Path]:
    """Return the Java files of all modules below src/main, src/test or both."""
    return [file.relative_to(TOP) for kind in kinds for file in sorted(TOP.glob(f"*/src/{kind}/java/**/*.java"))]


def duplicates(files: list[Path]) -> list[str]:
    """Return a line for each top-level class name that two or more of the files have."""
    by_name = defaultdict(list)
    for file in files:
        if file.stem not in NOT_CLASSES and not PROGRAM.fullmatch(str(file)):
            by_name[file.stem].append(str(file))
    return [f"{name}: {', '.join(same)}" for name, same in by_name.items() if len(same) > 1]


def retired_classes(files: list[Path]) -> list[str]:
    """Return a line for each of the files that has a retired name."""
    return [f"{file}: the class is called {RETIRED_CLASSES[file.stem]} now" for file in files if file.stem in RETIRED_CLASSES]


def retired_words(java: str) -> list[tuple[int, str, str]]:
    """Return (line, word, replacement) for each retired word in a comment."""
    found = []
    for token in TOKEN.finditer(java):
        for words, instead in RETIRED_WORDS.items() if token[1] else ():
            for word in re.finditer(rf"\b{words}\b", token[1], re.IGNORECASE):
                found.append((java.count("\n", 0, token.start() + word.start()) + 1, word[0], instead))
    return found


class JavaNamesTest(unittest.TestCase):
    def test_a_class_name_means_one_thing(self):
        files = sources("main", "test")
        self.assertGreater(len(files), 500)
        self.assertEqual([], duplicates(files))

    def test_no_class_has_a_retired_name(self):
        self.assertEqual([], retired_classes(sources("main")))

    def test_comments_use_standard_terms(self):
        problems = [
            f"{file}:{line}: '{word}': write {instead}"
            for file in sources("main", "test")
            for line, word, instead in retired_words((TOP / file).read_text(encoding="utf-8"))
        ]
        self.assertEqual([], problems)

    def test_finds_a_name_of_two_classes_but_not_of_two_test_programs(self):
        tests = "qemu-functional-tests/src/main/java/org/qemu/functional/tests"
        two = [Path("a/src/main/java/p/Link.java"), Path("b/src/test/java/q/Link.java")]
        programs = [Path(tests, target, "UbootTest.java") for target in ("arm", "ppc")]
        other = [Path("a/src/main/java", package, "package-info.java") for package in "pq"]
        self.assertEqual(["Link: a/src/main/java/p/Link.java, b/src/test/java/q/Link.java"], duplicates(two + programs + other))
        bases = [Path(tests, folder, "Site.java") for folder in ("guest", "qtest")]
        self.assertEqual(1, len(duplicates(bases)))

    def test_finds_a_retired_name(self):
        file = Path("a/src/main/java/p/Shelf.java")
        self.assertEqual([f"{file}: the class is called ResultStore now"], retired_classes([file, Path("p/ShelfTest.java")]))

    def test_finds_a_word_in_comments_but_not_in_code(self):
        java = 'String house = "// wing";\nchar c = \'"\'; // The house\'s\n/** Of two\n * Wings, not of warehouses. */\n'
        self.assertEqual([(2, "house", "project"), (4, "Wings", "module")], retired_words(java))


if __name__ == "__main__":
    unittest.main()
