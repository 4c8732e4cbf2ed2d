"""What the pump maker makes, of what, and where: items, bills of material and routings. Nothing here is random."""

from __future__ import annotations

from dataclasses import dataclass

HANGZHOU, BREMEN = "HZ", "BRE"

# Work centre, set-up minutes, run minutes per unit.
Step = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """
    An item; `sites` are the plants that plan it.

    `bill` is component → quantity; `steps` is site → (work centre, set-up minutes, run minutes per unit) in order.
    """

    code: str
    name: str
    family: str
    is_made: bool
    unit_cost: float
    list_price: float
    sites: tuple[str, ...]
    bill: tuple[tuple[str, float], ...] = ()
    steps: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    lead_time_days: int = 1
    supplier: str = ""
    lot_minimum: int = 1
    is_pump: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A family of pumps: six sizes each, in three frames."""

    code: str
    name: str
    sizes: tuple[str, ...]
    sites: tuple[str, ...]
    price: float
    impellers: int


SERIES = (
    Series(
        "CP", "Centrifugal pump 离心泵", ("32-125", "40-160", "50-160", "65-200", "80-200", "100-250"),
        (HANGZHOU, BREMEN), 620, 1,
    ),
    Series(
        "IL", "Inline pump 管道泵", ("40-110", "50-130", "65-150", "80-160", "100-200", "125-250"), (BREMEN,), 780, 1
    ),
    Series("MS", "Multistage pump 多级泵", ("3-8", "5-10", "10-6", "15-5", "32-4", "45-3"), (HANGZHOU,), 940, 4),
    Series(
        "SP", "Submersible pump 潜水泵", ("50-10", "65-15", "80-18", "100-22", "100-30", "150-37"), (HANGZHOU,), 860, 1
    ),
)
FRAMES = ("S", "M", "L")
FRAME_SHARE = {"S": 0.7, "M": 1.0, "L": 1.5}
MOTORS = ("0.75", "1.5", "3", "5.5", "11", "18.5")
BOTH = (HANGZHOU, BREMEN)
BIG_MOTOR_KILOWATTS = 5

# Small bought parts of every pump: code, name, cost in frame M, days to get it, supplier, by frame.
SMALL_PARTS = (
    ("SEAL", "Mechanical seal 机械密封", 38.0, 14, "Burgmann Seals"),
    ("BRG", "Bearing set 轴承组", 26.0, 10, "Wafangdian Bearing 瓦房店轴承"),
    ("GSK", "Gasket set 垫片组", 4.2, 7, "Ningbo Gasket 宁波垫片"),
    ("BLT", "Bolt set 螺栓组", 3.1, 7, "Würth"),
    ("CRT", "Crate 木箱", 12.5, 5, "Holz Hansen"),
)


def frame_of(size: int) -> str:
    """Return the frame of a series' n-th size."""
    return FRAMES[size // 2]


def parts() -> list[Part]:
    """Return every item, parents before their components."""
    return [*pumps(), *units(), *machined(), *raw_material(), *bought()]


def pumps() -> list[Part]:
    """Return the pumps: assembled, tested, painted."""
    made = []
    for series in SERIES:
        for number, size in enumerate(series.sizes):
            frame = frame_of(number)
            share = FRAME_SHARE[frame] * (1 + 0.12 * (number % 2))
            price = round(series.price * share)
            bill = [
                (f"HU-{series.code}-{size}", 1.0), (f"MOT-{MOTORS[number]}", 1.0), ("NAMEPLATE", 1.0),
                ("PAINT", round(0.4 * share, 2)), (f"CRT-{frame}", 1.0),
            ]
            bill += [("CABLE", 12.0)] if series.code == "SP" else [(f"BASE-{frame}", 1.0)]
            steps = tuple((site, finishing(site, share)) for site in series.sites)
            made.append(
                Part(
                    f"{series.code}-{size}", f"{series.name} {series.code} {size}", series.name.split(" ")[0], True,
                    round(price * 0.55, 2), price, series.sites, tuple(bill), steps, is_pump=True,
                )
            )
    return made


def finishing(site: str, share: float) -> tuple[Step, ...]:
    """Return the last steps of a pump at a plant."""
    return (
        (f"{site}-ASM", 10, round(26 * share, 1)), (f"{site}-TEST", 6, round(15 * share, 1)),
        (f"{site}-PAINT", 8, round(11 * share, 1)),
    )


def units() -> list[Part]:
    """Return the hydraulic units: casing, impellers, shaft, seal and bearings in one."""
    made = []
    for series in SERIES:
        for number, size in enumerate(series.sizes):
            frame = frame_of(number)
            bill = (
                (f"CAS-{series.code}-{frame}", 1.0), (f"IMP-{series.code}-{frame}", float(series.impellers)),
                (f"SHF-{shaft_of(series)}-{frame}", 1.0), (f"SEAL-{frame}", 1.0), (f"BRG-{frame}", 1.0),
                (f"GSK-{frame}", 1.0), (f"BLT-{frame}", 2.0),
            )
            run = round(20 * FRAME_SHARE[frame] + 4 * (series.impellers - 1), 1)
            steps = tuple((site, ((f"{site}-UNIT", 8, run),)) for site in series.sites)
            made.append(
                Part(
                    f"HU-{series.code}-{size}", f"Hydraulic unit 水力部件 {series.code} {size}", "Hydraulic units",
                    True, round(series.price * 0.3 * FRAME_SHARE[frame], 2), 0, series.sites, bill, steps,
                )
            )
    return made


def shaft_of(series: Series) -> str:
    """Return whether a series takes the short or the long shaft."""
    return "LONG" if series.impellers > 1 else "SHORT"


def machining(site: str, rough: Step, fine: Step) -> tuple[Step, ...]:
    """Return the machining steps: two machines in Hangzhou, one cell in Bremen that does both."""
    if site == HANGZHOU:
        return (rough, fine)
    return ((f"{BREMEN}-MACH", rough[1] + 5, round((rough[2] + fine[2]) * 0.8, 1)),)


def machined() -> list[Part]:
    """Return casings, impellers and shafts."""
    made = []
    for series in SERIES:
        for frame in FRAMES:
            share = FRAME_SHARE[frame]
            casing = {
                site: machining(site, ("HZ-TURN", 25, round(9 * share, 1)), ("HZ-MILL", 30, round(16 * share, 1)))
                for site in series.sites
            }
            wheel = {
                site: machining(site, ("HZ-TURN", 15, round(5 * share, 1)), ("HZ-BAL", 10, round(4 * share, 1)))
                for site in series.sites
            }
            made.append(
                Part(
                    f"CAS-{series.code}-{frame}", f"Casing 泵体 {series.code} {frame}", "Casings", True,
                    round(95 * share, 2), 0, series.sites, ((f"CST-{series.code}-{frame}", 1.0),),
                    tuple(casing.items()),
                )
            )
            made.append(
                Part(
                    f"IMP-{series.code}-{frame}", f"Impeller 叶轮 {series.code} {frame}", "Impellers", True,
                    round(42 * share, 2), round(95 * share), series.sites, ((f"WHL-{series.code}", round(share, 2)),),
                    tuple(wheel.items()),
                )
            )
    return made + shafts()


def shafts() -> list[Part]:
    """Return the shafts; the long ones are for multistage pumps, which only Hangzhou makes."""
    made = []
    for length, sites, metres in (("SHORT", BOTH, 0.4), ("LONG", (HANGZHOU,), 1.1)):
        for frame in FRAMES:
            run = round((6 + 6 * metres) * FRAME_SHARE[frame], 1)
            steps = {site: ((f"{'HZ-TURN' if site == HANGZHOU else 'BRE-MACH'}", 12.0, run),) for site in sites}
            made.append(
                Part(
                    f"SHF-{length}-{frame}", f"Shaft 泵轴 {length.lower()} {frame}", "Shafts", True,
                    round(30 * FRAME_SHARE[frame] * (1 + metres), 2), 0, sites, ((f"BAR-{frame}", metres),),
                    tuple(steps.items()),
                )
            )
    return made


def raw_material() -> list[Part]:
    """Return castings and bar steel."""
    found = []
    for series in SERIES:
        foundry = "Eisenwerk Weser" if series.code == "IL" else "Shaoxing Foundry 绍兴铸造"
        for frame in FRAMES:
            cost = round(48 * FRAME_SHARE[frame], 2)
            found.append(
                Part(
                    f"CST-{series.code}-{frame}", f"Casing casting 泵体铸件 {series.code} {frame}", "Castings", False,
                    cost, 0, series.sites, lead_time_days=28, supplier=foundry, lot_minimum=20,
                )
            )
        found.append(
            Part(
                f"WHL-{series.code}", f"Impeller casting 叶轮铸件 {series.code}", "Castings", False, 19.5, 0,
                series.sites, lead_time_days=21, supplier=foundry, lot_minimum=50,
            )
        )
    for frame in FRAMES:
        cost = round(14 * FRAME_SHARE[frame], 2)
        found.append(
            Part(
                f"BAR-{frame}", f"Bar steel 圆钢 {frame} (m)", "Bar steel", False, cost, 0, BOTH, lead_time_days=12,
                supplier="Baosteel 宝钢", lot_minimum=30,
            )
        )
    return found


def bought() -> list[Part]:
    """Return motors and the small parts."""
    found = [
        buy(f"MOT-{power}", f"Motor 电机 {power} kW", 60 + 38 * float(power), 25, maker_of(float(power)), 10, "Motors")
        for power in MOTORS
    ]
    for code, name, cost, days, supplier in SMALL_PARTS:
        for frame in FRAMES:
            each = cost * FRAME_SHARE[frame]
            spare = round(2.1 * each, 2) if code == "SEAL" else 0.0
            found.append(buy(f"{code}-{frame}", f"{name} {frame}", each, days, supplier, 25, list_price=spare))
    for frame in FRAMES:
        found.append(buy(f"BASE-{frame}", f"Base plate 底座 {frame}", 55 * FRAME_SHARE[frame], 15, "Stahlbau Nord", 10))
    found.append(buy("NAMEPLATE", "Name plate 铭牌", 0.9, 7, "Würth", 200))
    found.append(buy("PAINT", "Paint 油漆 RAL 5010 (kg)", 6.4, 6, "Brillux", 40))
    found.append(buy("CABLE", "Cable 电缆 (m)", 2.2, 9, "Far East Cable 远东电缆", 500, sites=(HANGZHOU,)))
    return found


def maker_of(kilowatts: float) -> str:
    """Return who makes motors of this power."""
    return "Wolong 卧龙电驱" if kilowatts < BIG_MOTOR_KILOWATTS else "VEM motors"


def buy(
    code: str, name: str, cost: float, days: int, supplier: str, lot: int, family: str = "Bought parts", *,
    list_price: float = 0.0, sites: tuple[str, ...] = BOTH,
) -> Part:
    """Return a bought item."""
    return Part(
        code, name, family, False, round(cost, 2), list_price, sites, lead_time_days=days, supplier=supplier,
        lot_minimum=lot,
    )
